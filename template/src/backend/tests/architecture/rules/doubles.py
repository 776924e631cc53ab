"""TB204: no double of a repository or a service."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import ancestors, classes_by_name, methods_of
from backend.tests.architecture.facts.variables import values_of

# Where an app keeps what is never replaced.
INSIDE = re.compile(r"\.apps\.\w+\.(repository|service|dependencies|uow|unit_of_work)\b")
KINDS = ("Repository", "Service", "UnitOfWork", "Gateway")
IMITATIONS = {
    "", "broken", "double", "dummy", "failing", "fake", "inmemory", "memory", "mock", "spy", "stub",
}  # fmt: skip
# Names that no service of somebody else has: `FakeNoteRepo`, `InMemoryNotesRepository`.
IMITATED = r"(Broken|Dummy|Failing|Fake|InMemory|Memory|Mock|Spy|Stub)\w*"
NAMED = re.compile(
    rf"{IMITATED}(Repo|Repository|UnitOfWork|U[oO]W|DAO|Dao|(Async|Db|DB)Session|Sessionmaker)"
)
# Other libraries have sessions too.
SESSION = re.compile(rf"{IMITATED}Session")
MAKERS = {"dataclasses.make_dataclass", "type", "types.new_class"}
SESSIONS = {"sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.orm.Session"}


def check(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    known = {node.name for name, (_, node) in classes.items() if INSIDE.search(name)}
    known = {name for name in known if name.endswith(KINDS)}
    for source in project.written_tests:
        for node in source.nodes(ast.ClassDef):
            bases = ancestors(classes, source, node)
            inherited = [name for name in bases if INSIDE.search(name)]
            # A session may be told to fail by an event; what it does is its own.
            inherited += SESSIONS & bases if any(methods_of(node)) else ()
            inherited += rows_of(source, node)
            imitated = [name for name in known if is_imitation(node.name, name)]
            imitated += ["what keeps the rows"] if keeps_rows(source, node.name) else []
            for name in sorted([*inherited, *imitated])[:1]:
                yield spot(source, node, f"`{node.name}` stands in for `{name}`.")
        yield from made_by_type(source)
        yield from handed_in(source)


def keeps_rows(source: Source, name: str) -> bool:
    if NAMED.fullmatch(name):
        return True
    return bool(SESSION.fullmatch(name)) and any(True for _ in source.imports_of("sqlalchemy"))


def rows_of(source: Source, node: ast.ClassDef) -> Iterator[str]:
    """Find `Repository[Note]`, where `Note` is a row of an app."""
    for base in node.bases:
        if isinstance(base, ast.Subscript) and is_repository(source.names.dotted(base.value)):
            row = source.names.dotted(base.slice) or ""
            if ".apps." in row:
                yield f"the repository of {row}"


def is_repository(name: str | None) -> bool:
    return (name or "").endswith("Repository")


def is_imitation(name: str, real: str) -> bool:
    """Whether `FakeNoteRepository` or `NoteRepositoryStub` pretends to be `NoteRepository`."""
    return real in name and name.replace(real, "").lower() in IMITATIONS


def handed_in(source: Source) -> Iterator[Spot]:
    """Find `NoteService(SimpleNamespace(find=...))`: an object that only looks like one."""
    for call in source.nodes(ast.Call):
        made = source.names.dotted(call.func) or ""
        if INSIDE.search(made) and made.endswith(KINDS):
            for argument in (*call.args, *(word.value for word in call.keywords)):
                if any(is_shapeless(source, one) for one in possible(source, argument)):
                    yield spot(source, argument, f"This stands in for a part of `{made}`.")


def possible(source: Source, node: ast.expr) -> list[ast.expr]:
    return values_of(source, node, node.id) if isinstance(node, ast.Name) else [node]


def is_shapeless(source: Source, node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Call(func=ast.Name(id="type"))):
            return True
        case ast.Call(func=made):
            return source.names.dotted(made) in {"object", "types.SimpleNamespace"}
    return False


def made_by_type(source: Source) -> Iterator[Spot]:
    """Find `type("Fake", (NoteRepository,), {})`."""
    for call in source.nodes(ast.Call):
        if source.names.dotted(call.func) in MAKERS:
            tuples = [*call.args, *(word.value for word in call.keywords)]
            bases = [base for one in tuples if isinstance(one, ast.Tuple) for base in one.elts]
            for name in filter(None, map(source.names.dotted, bases)):
                if INSIDE.search(name):
                    yield spot(source, call, f"This class stands in for `{name}`.")


RULE = Rule(
    code="TB204",
    title="No double of a repository or a service",
    why="A repository that a test wrote proves that the test's repository works. Queries,"
    " constraints and transactions are what the real one is about.",
    way_out="Arrange rows with `persist` and let the real class read them.",
    bad="""
    from backend.apps.notes.repository import NoteRepository

    class FakeNotes(NoteRepository):
        async def find_by_title(self, title: str) -> None: ...
    """,
    good="""
    async def test_a_taken_title_is_found(session: AsyncSession, note: Note) -> None:
        assert await NoteRepository(session).find_by_title(note.title)
    """,
    check=check,
)
