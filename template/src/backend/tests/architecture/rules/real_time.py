"""TB504: tests do not read the clock on the wall."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

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
    "time.gmtime",
    "time.localtime",
    "time.ctime",
    "time.strftime",
    "pendulum.now",
    "arrow.now",
    "arrow.utcnow",
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, name in source.uses_of(*CLOCKS):
            yield spot(source, node, f"`{name}` is another answer each time.")


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
