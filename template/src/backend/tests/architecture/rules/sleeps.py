"""TB502: tests do not sleep."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

SLEEPS = (
    "asyncio.sleep",
    "asyncio.tasks.sleep",
    "time.sleep",
    "anyio.sleep",
    "anyio.sleep_until",
    "trio.sleep",
    "gevent.sleep",
    "eventlet.sleep",
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        turns = {id(call.func) for call in source.nodes(ast.Call) if gives_way(call)}
        for node, name in source.uses_of(*SLEEPS):
            if id(node) not in turns:
                yield spot(source, node, f"`{name}` waits for time to pass.")
        yield from sleeping_sql(source)


def gives_way(call: ast.Call) -> bool:
    """Whether this is `sleep(0)`, which lets other tasks run and does not wait."""
    return (
        len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
    )


def sleeping_sql(source: Source) -> Iterator[Spot]:
    if "pg_sleep" in source.text:
        for attribute in source.nodes(ast.Attribute):
            if attribute.attr.startswith("pg_sleep"):
                yield spot(source, attribute, "`pg_sleep` waits for time to pass.")
        prose = {id(node.value) for node in source.nodes(ast.Expr)}
        for constant in source.nodes(ast.Constant):
            if id(constant) not in prose and "pg_sleep" in str(constant.value).partition("(")[0]:
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
