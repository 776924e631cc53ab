"""TB504: tests do not read the clock on the wall."""

import ast
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
    "pendulum.now",
    "arrow.now",
    "arrow.utcnow",
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, name in source.uses_of(*CLOCKS):
            yield spot(source, node, f"`{name}` is another answer each time.")
        yield from read_on_import(source)


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
