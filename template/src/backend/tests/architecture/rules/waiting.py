"""TB502 and TB503: tests do not sleep, and run in the run's one event loop."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import argument_of, method_of
from backend.tests.architecture.facts.settings import settings_of_pytest

SLEEPS = words("""
    asyncio.sleep time.sleep anyio.sleep anyio.sleep_until trio.sleep gevent.sleep eventlet.sleep
    curio.sleep
""")
# They come back when the program has slept.
PROGRAMS = words("""
    os.system subprocess.run subprocess.call subprocess.check_call subprocess.check_output
""")
SLEEP = re.compile(r"sleep( \d.*)?")
SQL = re.compile(r"pg_sleep(_for|_until)?\s*\(")
LOOPS = words("""
    asyncio.run asyncio.Runner asyncio.new_event_loop asyncio.set_event_loop asyncio.get_event_loop
    asyncio.set_event_loop_policy asyncio.DefaultEventLoopPolicy asyncio.EventLoop
    asyncio.SelectorEventLoop asyncio.get_event_loop_policy
    anyio.run anyio.from_thread.start_blocking_portal trio.run curio.run
    uvloop.run uvloop.install uvloop.new_event_loop asgiref.sync.async_to_sync nest_asyncio.apply
    pytest.mark.anyio pytest.mark.trio
    fastapi.testclient.TestClient starlette.testclient.TestClient
""")
METHODS = {"new_event_loop", "run_forever", "run_until_complete"}
# Fixtures that plugins ask for, to choose another loop.
CHOICES = {"anyio_backend", "event_loop", "event_loop_policy"}
SCOPED = {"pytest.mark.asyncio": {"loop_scope", "scope"}, "pytest_asyncio.fixture": {"loop_scope"}}
SETTING = re.compile(
    r"^\s*(asyncio_default_(fixture|test)_loop_scope\s*=\s*[\"']?(?!session)\w|anyio_mode\s*=)"
)


def sleeping(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, name in sleeps_in(source):
            yield spot(source, node, f"`{name}` waits for time to pass.")


def sleeps_in(source: Source) -> Iterator[tuple[ast.AST, str]]:
    turns = {id(call.func) for call in source.nodes(ast.Call) if gives_way(call)}
    yield from ((node, name) for node, name in source.uses_of(*SLEEPS) if id(node) not in turns)
    waiting = (call for call in source.nodes(ast.Call) if waits(source, call))
    yield from ((call, ast.unparse(call.func)) for call in waiting)
    yield from ((node, "pg_sleep") for node in sleeping_sql(source))


def sleeping_sql(source: Source) -> Iterator[ast.expr]:
    if "pg_sleep" not in source.text:
        return
    prose = {id(node.value) for node in source.nodes(ast.Expr)}
    texts = (one for one in source.nodes(ast.Constant) if id(one) not in prose)
    yield from (one for one in texts if SQL.search(text_of(one) or ""))
    yield from (one for one in source.nodes(ast.Attribute) if one.attr.startswith("pg_sleep"))


def gives_way(call: ast.Call) -> bool:
    """Return whether this is `sleep(0)`, which lets other tasks run and does not wait."""
    delay = argument_of(call, 0, "delay")
    return isinstance(delay, ast.Constant) and delay.value == 0


def waits(source: Source, call: ast.Call) -> bool:
    """Find the timer of a browser, and programs that sleep."""
    if not call.args or source.names.dotted(call.func) not in PROGRAMS:
        return method_of(call) == "wait_for_timeout"
    command = call.args[0]
    first = command.elts[0] if isinstance(command, ast.List) and command.elts else command
    return bool(SLEEP.fullmatch(text_of(first) or ""))


def other_loops(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        # The type of a client does not make one.
        types = annotations_in(source)
        made = {id(node): name for node, name in source.uses_of(*LOOPS) if id(node) not in types}
        for node in source.nodes(ast.Name, ast.Attribute):
            if name := made.get(id(node)):
                yield spot(source, node, f"`{name}` is a loop of its own.")
            elif isinstance(node, ast.Attribute) and node.attr in METHODS:
                yield spot(source, node, f"`{node.attr}` makes or runs a loop of its own.")
        yield from choices(source)
    yield from settings_of_pytest(project, SETTING, "This gives tests loops of their own.")


def choices(source: Source) -> Iterator[Spot]:
    """Find a fixture that chooses a loop, and `asyncio(loop_scope="function")`."""
    for function in source.functions:
        if function.name in CHOICES:
            yield spot(source, function, f"`{function.name}` replaces the run's loop.")
    for call in source.nodes(ast.Call):
        scopes = SCOPED.get(source.names.dotted(call.func) or "", ())
        for word in call.keywords:
            if word.arg in scopes and text_of(word.value) != "session":
                yield spot(source, call, f"`{text_of(word.value)}` is a loop of its own.")


def annotations_in(source: Source) -> set[int]:
    """Return the ids of all nodes of annotations."""
    found: list[ast.expr | None] = [node.returns for node in source.functions]
    found += [node.annotation for node in source.nodes(ast.arg)]
    found += [node.annotation for node in source.nodes(ast.AnnAssign)]
    return {id(inner) for annotation in found if annotation for inner in ast.walk(annotation)}


NO_SLEEP = Rule(
    code="TB502",
    title="Tests do not sleep",
    why="A sleep is too short on a busy machine, where the test fails, and too long on every"
    " other. Zero flaky tests begins with zero sleeps.",
    way_out="Await what happens (an event, a task, a key that expires with `pexpire(key, 0)`), or"
    " move the clock.",
    bad="""
    import asyncio

    async def test_a_lock_expires(redis: Redis) -> None:
        await asyncio.sleep(1.1)
    """,
    good="""
    async def test_a_lock_expires(redis: Redis) -> None:
        await redis.pexpire("lock", 0)
    """,
    check=sleeping,
)
ONE_LOOP = Rule(
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
    check=other_loops,
)
