"""TB204: no double of a repository or a service."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import given_to
from backend.tests.architecture.facts.classes import ancestors, classes_by_name, methods_of
from backend.tests.architecture.facts.values import meanings_of

# Where an app keeps what is never replaced.
INSIDE = re.compile(r"\.apps\.\w+\.(repository|service|dependencies|uow|unit_of_work)\b")
KINDS = ("Repository", "Service", "UnitOfWork", "Gateway")
IMITATIONS = words("broken double dummy failing fake inmemory memory mock spy stub")
# Names that no service of somebody else has: `FakeNoteRepo`, `InMemoryNotesRepository`.
IMITATED = r"(Broken|Dummy|Failing|Fake|InMemory|Memory|Mock|Spy|Stub)\w*"
NAMED = re.compile(
    rf"{IMITATED}(Repo|Repository|UnitOfWork|U[oO]W|DAO|Dao|(Async|Db|DB)Session|Sessionmaker)"
)
# Other libraries have sessions too.
SESSION = re.compile(rf"{IMITATED}Session")
SESSIONS = {"sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.orm.Session"}
SHAPELESS = {"object", "types.SimpleNamespace"}


def check(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    inside = {node.name for name, (_, node) in classes.items() if INSIDE.search(name)}
    known = {name for name in inside if name.endswith(KINDS)}
    for source in project.written_tests:
        for node in source.nodes(ast.ClassDef):
            bases = ancestors(classes, source, node)
            found = [name for name in bases if INSIDE.search(name)]
            # A session may be told to fail by an event; what it does is its own.
            found += SESSIONS & bases if any(methods_of(node)) else ()
            found += rows_of(source, node)
            found += [name for name in known if is_imitation(node.name, name)]
            found += ["what keeps the rows"] if keeps_rows(source, node.name) else []
            for name in sorted(found)[:1]:
                yield spot(source, node, f"`{node.name}` stands in for `{name}`.")
        yield from handed_in(source)


def keeps_rows(source: Source, name: str) -> bool:
    is_session = SESSION.fullmatch(name) and any(source.imports_of("sqlalchemy"))
    return bool(is_session or NAMED.fullmatch(name))


def rows_of(source: Source, node: ast.ClassDef) -> Iterator[str]:
    """Find `Repository[Note]`, where `Note` is a row of an app."""
    for base in node.bases:
        if isinstance(base, ast.Subscript):
            row = source.names.dotted(base.slice) or ""
            if (source.names.dotted(base.value) or "").endswith("Repository") and ".apps." in row:
                yield f"the repository of {row}"


def is_imitation(name: str, real: str) -> bool:
    """Recognize `FakeNoteRepository` and `NoteRepositoryStub` beside `NoteRepository`."""
    return real in name and name.replace(real, "").lower() in ("", *IMITATIONS)


def handed_in(source: Source) -> Iterator[Spot]:
    """Find `NoteService(SimpleNamespace(find=...))`: an object that only looks like one."""
    for call in source.nodes(ast.Call):
        made = source.names.dotted(call.func) or ""
        for argument in given_to(call) if INSIDE.search(made) and made.endswith(KINDS) else ():
            values = [one for _, one in meanings_of(source, argument)] or [argument]
            makers = [source.names.dotted(one.func) for one in values if isinstance(one, ast.Call)]
            if SHAPELESS.intersection(makers):
                yield spot(source, argument, f"This stands in for a part of `{made}`.")


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
