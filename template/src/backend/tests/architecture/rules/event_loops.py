"""TB503: tests run in the run's one event loop."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

MAKERS = (
    "asyncio.run",
    "asyncio.Runner",
    "asyncio.runners.run",
    "asyncio.new_event_loop",
    "asyncio.set_event_loop",
    "asyncio.get_event_loop",
    "asyncio.set_event_loop_policy",
    "anyio.run",
    "trio.run",
    "uvloop.run",
    "uvloop.install",
    "uvloop.new_event_loop",
    "asgiref.sync.async_to_sync",
    "asyncio.EventLoop",
    "asyncio.SelectorEventLoop",
    "nest_asyncio.apply",
    # It starts a thread with a loop for every request.
    "fastapi.testclient.TestClient",
    "starlette.testclient.TestClient",
)
METHODS = {"run_until_complete", "run_forever"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, name in source.uses_of(*MAKERS):
            yield spot(source, node, f"`{name}` is a loop of its own.")
        yield from methods(source)


def methods(source: Source) -> Iterator[Spot]:
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in METHODS:
            yield spot(source, attribute, f"`{attribute.attr}` runs a loop of its own.")
    for function in source.functions:
        if function.name == "event_loop":
            yield spot(source, function, "`event_loop` replaces the run's loop.")


RULE = Rule(
    code="TB503",
    title="Tests run in the run's one event loop",
    why="Engine, pool and clients are opened once, in the run's loop. A connection that is used"
    " in another loop hangs, or fails in a later test.",
    way_out="Make the test `async def` and await.",
    bad="""
    import asyncio

    def test_a_note_is_read(client: AsyncClient) -> None:
        response = asyncio.run(client.get("/v1/notes"))
    """,
    good="""
    async def test_a_note_is_read(client: AsyncClient) -> None:
        response = await client.get("/v1/notes")
    """,
    check=check,
)
