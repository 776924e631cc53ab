"""TB504, TB505 and TB507: time is the service's, and random values come from the run's seed."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, uses, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

CLOCKS = words("""
    datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today
    time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter time.perf_counter_ns
    time.process_time time.clock_gettime time.thread_time timeit.default_timer
    arrow.now arrow.utcnow dateutil.utils.today django.utils.timezone.now pandas.Timestamp.now
    pandas.Timestamp.today pendulum.now pendulum.today pendulum.tomorrow pendulum.yesterday
    whenever.Instant.now whenever.ZonedDateTime.now
""")
# With this many arguments more they write a moment down, and do not look at the clock.
TELLING = {"time.ctime": 0, "time.gmtime": 0, "time.localtime": 0, "time.strftime": 1}
# Faker counts from today.
RELATIVE = re.compile(r"(past|future)_date(time)?|date(_time)?_this_(decade|century|year|month)")
# They ask the operating system, and no seed can repeat its answer.
UNSEEDED = words("""
    os.urandom os.getrandom random.SystemRandom secrets.SystemRandom secrets.choice
    secrets.randbelow secrets.randbits secrets.token_bytes secrets.token_hex secrets.token_urlsafe
    nanoid.generate shortuuid.uuid ulid.new uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7
    uuid6.uuid6 uuid6.uuid7 uuid_extensions.uuid7 uuid_utils.uuid1 uuid_utils.uuid4
    uuid_utils.uuid7 uuid_utils.compat.uuid4 uuid_utils.compat.uuid7
""")
# They ask it when nobody gives them a seed, or a value.
SEEDED = words("""
    bson.ObjectId bson.objectid.ObjectId ulid.ULID faker.Faker.seed numpy.random.RandomState
    numpy.random.default_rng random.Random random.seed
""")
PYDANTIC = ("pydantic", "pydantic.types")
TYPES = ("FutureDate", "FutureDatetime", "PastDate", "PastDatetime")
MACHINE_TIME = tuple(f"{module}.{name}" for module in PYDANTIC for name in TYPES)


def clocks(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        told = {id(call.func) for call in source.nodes(ast.Call) if is_told(source, call)}
        for node, name in source.uses_of(*CLOCKS, *TELLING):
            if id(node) not in told:
                yield spot(source, node, f"`{name}` is another answer each time.")
        for attribute in source.nodes(ast.Attribute):
            if RELATIVE.fullmatch(attribute.attr) and "fake" in ast.unparse(attribute).lower():
                yield spot(source, attribute, f"`{attribute.attr}` is another day tomorrow.")
        yield from read_on_import(source)


def is_told(source: Source, call: ast.Call) -> bool:
    needed = TELLING.get(source.names.dotted(call.func) or "")
    return needed is not None and len(call.args) > needed


def read_on_import(source: Source) -> Iterator[Spot]:
    """Find the service's clock where each process of a run reads it: they name tests by it."""
    lambdas = {one.lineno for one in source.nodes(ast.Lambda)}
    called = {id(call.func) for call in source.nodes(ast.Call)}
    for node, _ in source.uses_of(f"{source.layout.name}.core.clock.utc_now"):
        is_later = source.functions_around(node) or node.lineno in lambdas
        if id(node) in called and not is_later:
            yield spot(source, node, "`utc_now` is read when the file is imported.")


def random_values(project: Project) -> Iterator[Spot]:
    yield from uses(project.written_tests, UNSEEDED, "`{}` has no seed.")
    for source in project.written_tests:
        for call in source.nodes(ast.Call):
            is_seeded = source.names.dotted(call.func) in SEEDED
            is_given = call.keywords or any(getattr(one, "value", one) for one in call.args)
            if (is_seeded or method_of(call) == "seed_instance") and not is_given:
                yield spot(source, call, f"`{ast.unparse(call.func)}` has no seed here.")


def machine_time(project: Project) -> Iterator[Spot]:
    return uses(project.service, MACHINE_TIME, "`{}` asks the machine for the time.")


def with_service_time(source: Source) -> str:
    """Return the file with these types imported from the service; ruff sorts the imports."""
    lines = [*source.lines]
    for node in sorted(source.nodes(ast.ImportFrom), key=lambda one: -one.lineno):
        moved = [alias for alias in node.names if alias.name in TYPES]
        written = "".join(source.lines[node.lineno - 1 : node.end_lineno])
        # A comment or another statement on these lines would be lost.
        if node.module in PYDANTIC and moved and not set("#;") & set(written):
            left = [alias for alias in node.names if alias not in moved]
            parts = [ast.ImportFrom(f"{source.layout.name}.core.schemas", moved, 0)]
            parts += [ast.ImportFrom(node.module, left, 0)] if left else []
            indented = [" " * node.col_offset + ast.unparse(one) for one in parts]
            lines[node.lineno - 1 : node.end_lineno] = indented
    return "\n".join(lines) + "\n"


NO_CLOCK = Rule(
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
    check=clocks,
)
SEED = Rule(
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
    check=random_values,
)
SERVICE_TIME = Rule(
    code="TB507",
    title="Schemas compare with the service's clock",
    why="Pydantic's types for the past and the future read the machine's time in Rust, except in a"
    " `Schema`. A test that moves the clock does not move them, and proves something else than its"
    " name says.",
    way_out="Import the type of the same name from `backend.core.schemas`.",
    bad="""
    # src/backend/apps/bookings/schemas.py
    from pydantic import FutureDate

    class BookingCreate(Schema):
        day: FutureDate
    """,
    good="""
    # src/backend/apps/bookings/schemas.py
    from backend.core.schemas import FutureDate, Schema

    class BookingCreate(Schema):
        day: FutureDate
    """,
    check=machine_time,
    fix=with_service_time,
)
