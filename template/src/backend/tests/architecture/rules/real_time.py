"""TB504: tests do not read the clock on the wall."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

CLOCKS = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.process_time",
    "time.clock_gettime",
    "time.thread_time",
    "timeit.default_timer",
    "dateutil.utils.today",
    "django.utils.timezone.now",
    "pandas.Timestamp.now",
    "pandas.Timestamp.today",
    "pendulum.now",
    "pendulum.today",
    "pendulum.tomorrow",
    "pendulum.yesterday",
    "whenever.Instant.now",
    "whenever.ZonedDateTime.now",
    "arrow.now",
    "arrow.utcnow",
)


# Told a moment, they say how it is written; without one they look at the clock.
TELLING = {"time.ctime": 0, "time.gmtime": 0, "time.localtime": 0, "time.strftime": 1}
# Faker counts from today.
RELATIVE = re.compile(r"(past|future)_date(time)?|date(_time)?_this_(decade|century|year|month)")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        told = {id(call.func) for call in source.nodes(ast.Call) if is_told(source, call)}
        for node, name in source.uses_of(*CLOCKS, *TELLING):
            if id(node) not in told:
                yield spot(source, node, f"`{name}` is another answer each time.")
        for attribute in source.nodes(ast.Attribute):
            is_faker = "fake" in ast.unparse(attribute.value).lower()
            if RELATIVE.fullmatch(attribute.attr) and is_faker:
                yield spot(source, attribute, f"`{attribute.attr}` is another day tomorrow.")
        yield from read_on_import(source)


def is_told(source: Source, call: ast.Call) -> bool:
    needed = TELLING.get(source.names.dotted(call.func) or "")
    return needed is not None and len(call.args) > needed


def read_on_import(source: Source) -> Iterator[Spot]:
    """Find the service's clock where each process of a run reads it: they name tests by it."""
    later = [*source.functions, *source.nodes(ast.Lambda)]
    for call in source.nodes(ast.Call):
        is_now = source.names.dotted(call.func) == f"{source.layout.name}.core.clock.utc_now"
        if is_now and not any(one.lineno <= call.lineno <= (one.end_lineno or 0) for one in later):
            yield spot(source, call, "`utc_now` is read when the file is imported.")


RULE = Rule(
    code="TB504",
    title="Tests do not read the clock on the wall",
    why="A test that depends on today fails at midnight, at the end of the month or on a slow"
    " machine, and nobody can repeat it.",
    way_out="Write the moment down, or take it from what the service stored; the service's own time"
    " is `backend.core.clock.utc_now`.",
    bad="""
    from datetime import UTC, datetime

    def test_a_note_is_new() -> None:
        assert Note(created_at=datetime.now(UTC)).is_new
    """,
    good="""
    from datetime import UTC, datetime

    NOON = datetime(2026, 3, 25, 12, tzinfo=UTC)

    def test_a_note_is_new() -> None:
        assert Note(created_at=NOON).is_new_at(NOON)
    """,
    check=check,
)
