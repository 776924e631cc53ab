"""One stream, one format: a line is an object that says who, when and for which request."""

import logging
from datetime import datetime, timedelta
from io import StringIO

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from backend.core.settings import CoreSettings, Environment
from backend.tests.harness.logs import collected_log, unchanged_logging
from backend.tests.runtime.logs import ReadLog, parsed
from backend.tests.runtime.probes import SECRET


def test_a_line_says_what_who_and_how_bad(read_log: ReadLog) -> None:
    structlog.get_logger("backend.apps").warning("sold_out", left=0)

    (line,) = read_log()
    assert (line["event"], line["left"]) == ("sold_out", 0)
    assert line["service"] == "backend"
    assert (line["logger"], line["level"]) == ("backend.apps", "warning")


def test_a_line_says_when_in_utc(read_log: ReadLog) -> None:
    structlog.get_logger().info("noon")

    (line,) = read_log()
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


def test_the_standard_library_takes_the_same_road(read_log: ReadLog) -> None:
    logging.getLogger("some.library").warning("%s left", 3, extra={"shelf": "novels"})

    (line,) = read_log()
    assert (line["event"], line["shelf"]) == ("3 left", "novels")
    assert (line["logger"], line["level"]) == ("some.library", "warning")


@pytest.mark.parametrize("name", ["backend.apps", "some.library"])
def test_a_line_names_its_request(read_log: ReadLog, name: str) -> None:
    with bound_contextvars(request_id="r-1"):
        structlog.get_logger(name).info("ours")
        logging.getLogger(name).info("theirs")

    assert [line["request_id"] for line in read_log()] == ["r-1", "r-1"]


def test_the_server_says_things_once_and_plainly(read_log: ReadLog) -> None:
    in_colour = {"color_message": "\033[1mstarted\033[0m"}

    logging.getLogger("uvicorn.error").info("started", extra=in_colour)
    logging.getLogger("uvicorn.access").info("GET / 200")

    (line,) = read_log()
    assert line["event"] == "started"
    assert "color_message" not in line


@pytest.mark.parametrize("name", ["uvicorn", "uvicorn.error"])
def test_a_server_that_logs_by_itself_takes_our_road(settings: CoreSettings, name: str) -> None:
    logger, its_own = logging.getLogger(name), StringIO()

    with unchanged_logging():
        logger.addHandler(logging.StreamHandler(its_own))
        logger.propagate = False
        with collected_log(settings) as written:
            logger.info("started")

    assert [line["event"] for line in parsed(written.getvalue())] == ["started"]
    assert its_own.getvalue() == ""


def test_a_servers_own_access_log_is_not_written(settings: CoreSettings) -> None:
    logger, its_own = logging.getLogger("uvicorn.access"), StringIO()

    with unchanged_logging():
        logger.addHandler(logging.StreamHandler(its_own))
        with collected_log(settings) as written:
            logger.info("GET / 200")

    assert written.getvalue() == its_own.getvalue() == ""


@pytest.mark.parametrize("name", ["httpx", "taskiq", "taskiq.receiver"])
def test_what_others_say_of_our_calls_and_jobs_is_not_logged(read_log: ReadLog, name: str) -> None:
    logging.getLogger(name).info("GET https://pay.example?key=%s", SECRET)

    assert read_log() == []


def test_nothing_below_the_level_is_written(settings: CoreSettings) -> None:
    with collected_log(settings.model_copy(update={"log_level": "WARNING"})) as written:
        structlog.get_logger().info("quiet")
        logging.getLogger().info("quiet")
        structlog.get_logger().warning("loud")

    (line,) = parsed(written.getvalue())
    assert line["event"] == "loud"


def stumble(password: str) -> None:
    raise RuntimeError(f"{len(password)} characters")


@pytest.mark.parametrize("environment", list(Environment))
def test_a_traceback_shows_no_variables(settings: CoreSettings, environment: Environment) -> None:
    with collected_log(settings.model_copy(update={"environment": environment})) as written:
        try:
            stumble(SECRET)
        except RuntimeError:
            structlog.get_logger().exception("stumbled")

    assert "RuntimeError: 7 characters" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_a_developer_reads_lines_and_not_objects(settings: CoreSettings) -> None:
    development = settings.model_copy(update={"environment": Environment.DEVELOPMENT})
    with collected_log(development) as written:
        structlog.get_logger().info("hello")

    assert "hello" in written.getvalue()
    assert not written.getvalue().startswith("{")


def test_a_file_gets_no_colours(settings: CoreSettings) -> None:
    development = settings.model_copy(update={"environment": Environment.DEVELOPMENT})
    with collected_log(development) as written:
        structlog.get_logger().info("hello")

    assert "\033[" not in written.getvalue()


def test_a_row_is_not_written(read_log: ReadLog) -> None:
    taken = RuntimeError(f"taken\nDETAIL:  Failing row contains ({SECRET}).")

    structlog.get_logger().error("stumbled", exc_info=taken)

    (line,) = read_log()
    assert line["exception"] == "RuntimeError: taken\nDETAIL: [redacted]"


def test_a_secret_is_not_written(read_log: ReadLog) -> None:
    structlog.get_logger().info("ours", password=SECRET)
    logging.getLogger().info("theirs", extra={"api_key": SECRET})

    ours, theirs = read_log()
    assert (ours["password"], theirs["api_key"]) == ("[redacted]", "[redacted]")
