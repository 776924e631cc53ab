"""TB505: random values come from the run's seed."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

# They ask the operating system, and no seed can repeat its answer.
SOURCES = (
    "os.urandom",
    "os.getrandom",
    "random.SystemRandom",
    "secrets.choice",
    "secrets.randbelow",
    "secrets.randbits",
    "secrets.token_bytes",
    "secrets.token_hex",
    "secrets.token_urlsafe",
    "nanoid.generate",
    "secrets.SystemRandom",
    "shortuuid.uuid",
    "ulid.new",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid6",
    "uuid.uuid7",
    "uuid6.uuid6",
    "uuid6.uuid7",
    "uuid_extensions.uuid7",
    "uuid_utils.uuid1",
    "uuid_utils.uuid4",
    "uuid_utils.uuid7",
    "uuid_utils.compat.uuid4",
    "uuid_utils.compat.uuid7",
)
# They ask it when nobody gives them a seed, or a value.
SEEDED = {
    "bson.ObjectId",
    "bson.objectid.ObjectId",
    "ulid.ULID",
    "faker.Faker.seed",
    "numpy.random.RandomState",
    "numpy.random.default_rng",
    "random.Random",
    "random.seed",
}


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        for node, name in source.uses_of(*SOURCES):
            yield spot(source, node, f"`{name}` has no seed.")
        yield from without_seed(source)


def without_seed(source: Source) -> Iterator[Spot]:
    for call in source.nodes(ast.Call):
        name = source.names.dotted(call.func)
        is_instance = method_of(call) == "seed_instance"
        if (name in SEEDED or is_instance) and not call.keywords and all(map(is_none, call.args)):
            yield spot(source, call, f"`{ast.unparse(call.func)}` has no seed here.")


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


RULE = Rule(
    code="TB505",
    title="Random values come from the run's seed",
    why="Arrangements are repeatable: a failure names its seed, and the same seed gives the"
    " same data. What the operating system made up is gone when the test has failed.",
    way_out="Use a factory, `faker` or `random`: they are seeded before each test. An id that"
    " nobody has is `Faker().uuid4(cast_to=None)`.",
    bad="""
    from uuid import uuid4

    async def test_an_unknown_note_is_not_found(client: AsyncClient) -> None:
        response = await client.get(f"/v1/notes/{uuid4()}")
    """,
    good="""
    async def test_an_unknown_note_is_not_found(client: AsyncClient) -> None:
        response = await client.get(f"/v1/notes/{NoteFactory.build().id}")
    """,
    check=check,
)
