"""TB502: tests do not sleep."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import argument_of

SLEEPS = (
    "asyncio.sleep",
    "asyncio.tasks.sleep",
    "time.sleep",
    "anyio.sleep",
    "anyio.sleep_until",
    "trio.sleep",
    "gevent.sleep",
    "eventlet.sleep",
    "curio.sleep",
)
EVENTS = {"asyncio.Event", "threading.Event", "multiprocessing.Event"}
# They come back when the program has slept.
PROGRAMS = {
    "os.system",
    *(f"subprocess.{verb}" for verb in ("run", "call", "check_call", "check_output")),
}
SLEEP = re.compile(r"sleep( \d.*)?")
SQL = re.compile(r"pg_sleep(_for|_until)?\s*\(")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        turns = {id(call.func) for call in source.nodes(ast.Call) if gives_way(call)}
        for node, name in source.uses_of(*SLEEPS):
            if id(node) not in turns:
                yield spot(source, node, f"`{name}` waits for time to pass.")
        for call in source.nodes(ast.Call):
            if waits(source, call):
                yield spot(source, call, f"`{ast.unparse(call.func)}` waits for time to pass.")
        yield from sleeping_sql(source)


def gives_way(call: ast.Call) -> bool:
    """Whether this is `sleep(0)`, which lets other tasks run and does not wait."""
    delay = argument_of(call, 0, "delay")
    return isinstance(delay, ast.Constant) and delay.value == 0


def waits(source: Source, call: ast.Call) -> bool:
    """Find other ways to sleep: an event that nobody sets, a timer, a program."""
    match call:
        case ast.Call(func=ast.Attribute(attr="wait_for_timeout")):
            return True
        case ast.Call(func=ast.Attribute(attr="wait")):
            return bool(call.args or call.keywords) and is_of_nobody(source, call)
        case ast.Call(args=[ast.Call() as waiting, _]) if is_of_nobody(source, waiting):
            return source.names.dotted(call.func) == "asyncio.wait_for"
        case ast.Call(args=[command, *_]) if source.names.dotted(call.func) in PROGRAMS:
            words = command.elts[:1] if isinstance(command, ast.List) else [command]
            return any(SLEEP.fullmatch(text_of(word) or "") for word in words)
        case ast.Call(args=[first, second, *_]):
            return (text_of(first), text_of(second)) == ("DEBUG", "SLEEP")
    return False


def is_of_nobody(source: Source, call: ast.Call) -> bool:
    """Recognize `Event().wait`: nobody else knows the event, so nobody sets it."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=made), attr="wait"):
            return source.names.dotted(made) in EVENTS
    return False


def sleeping_sql(source: Source) -> Iterator[Spot]:
    if "pg_sleep" in source.text:
        for attribute in source.nodes(ast.Attribute):
            if attribute.attr.startswith("pg_sleep"):
                yield spot(source, attribute, "`pg_sleep` waits for time to pass.")
        prose = {id(node.value) for node in source.nodes(ast.Expr)}
        for constant in source.nodes(ast.Constant):
            if id(constant) not in prose and SQL.search(text_of(constant) or ""):
                yield spot(source, constant, "`pg_sleep` waits for time to pass.")


RULE = Rule(
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
    check=check,
)
