"""TB503: tests run in the run's one event loop."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.annotations import annotations_in
from backend.tests.architecture.facts.settings import settings_of_pytest

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
    "asyncio.BaseEventLoop",
    "asyncio.DefaultEventLoopPolicy",
    "asyncio.EventLoop",
    "asyncio.SelectorEventLoop",
    "asyncio.events.get_event_loop",
    "asyncio.events.new_event_loop",
    "anyio.from_thread.start_blocking_portal",
    "curio.run",
    "nest_asyncio.apply",
    # They run a test in a loop of their plugin's.
    "pytest.mark.anyio",
    "pytest.mark.trio",
    # It starts a thread with a loop for every request.
    "fastapi.testclient.TestClient",
    "starlette.testclient.TestClient",
)
POLICY = "asyncio.get_event_loop_policy"
METHODS = {"new_event_loop", "run_forever", "run_until_complete"}
# Fixtures that plugins ask for, to choose another loop.
CHOICES = {"anyio_backend", "event_loop", "event_loop_policy"}
SCOPED = {"pytest.mark.asyncio", "pytest_asyncio.fixture"}
SETTING = re.compile(
    r"^\s*(asyncio_default_(fixture|test)_loop_scope\s*=\s*[\"']?(?!session)\w|anyio_mode\s*=)"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        # Whoever names the type of a client did not make it.
        types = annotations_in(source)
        made = [(node, name) for node, name in source.uses_of(*MAKERS) if id(node) not in types]
        for node, name in made:
            yield spot(source, node, f"`{name}` is a loop of its own.")
        yield from methods(source, {id(node) for node, _ in made})
        yield from choices(source)
        yield from scopes(source)
    yield from settings_of_pytest(project, SETTING, "This gives tests loops of their own.")


def methods(source: Source, known: set[int]) -> Iterator[Spot]:
    for attribute in source.nodes(ast.Attribute):
        if attribute.attr in METHODS and id(attribute) not in known:
            yield spot(source, attribute, f"`{attribute.attr}` makes or runs a loop of its own.")
        # What a policy gives is a loop, by whichever method.
        owner = attribute.value
        if isinstance(owner, ast.Call) and source.names.dotted(owner.func) == POLICY:
            yield spot(source, attribute, f"`{POLICY}` leads to another loop.")


def choices(source: Source) -> Iterator[Spot]:
    for function in source.functions:
        if function.name in CHOICES:
            yield spot(source, function, f"`{function.name}` replaces the run's loop.")


def scopes(source: Source) -> Iterator[Spot]:
    """Find `asyncio(loop_scope="function")`: a loop for each test."""
    for call in source.nodes(ast.Call):
        if source.names.dotted(call.func) in SCOPED:
            words = ("loop_scope", "scope") if "mark" in ast.unparse(call.func) else ("loop_scope",)
            given = [text_of(word.value) for word in call.keywords if word.arg in words]
            if any(scope != "session" for scope in given):
                yield spot(source, call, f"`{given[0]}` is a loop of its own.")


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
