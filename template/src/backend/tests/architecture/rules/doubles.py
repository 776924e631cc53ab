"""TB204: no double of a repository or a service."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import ancestors, classes_by_name

# Where an app keeps what is never replaced.
INSIDE = re.compile(r"\.apps\.\w+\.(repository|service|dependencies|uow|unit_of_work)\b")
KINDS = ("Repository", "Service", "UnitOfWork", "Gateway")


def check(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    known = {node.name for name, (_, node) in classes.items() if INSIDE.search(name)}
    known = {name for name in known if name.endswith(KINDS)}
    for source in project.written_tests:
        for node in source.nodes(ast.ClassDef):
            inherited = [name for name in ancestors(classes, source, node) if INSIDE.search(name)]
            inherited += rows_of(source, node)
            imitated = [name for name in known if is_imitation(node.name, name)]
            for name in sorted([*inherited, *imitated])[:1]:
                yield spot(source, node, f"`{node.name}` stands in for `{name}`.")
        yield from made_by_type(source)


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


IMITATIONS = {
    "", "broken", "double", "dummy", "failing", "fake", "inmemory", "memory", "mock", "spy", "stub",
}  # fmt: skip


def made_by_type(source: Source) -> Iterator[Spot]:
    """Find `type("Fake", (NoteRepository,), {})`."""
    for call in source.nodes(ast.Call):
        if source.names.dotted(call.func) in {"type", "types.new_class"} and len(call.args) > 1:
            bases = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else []
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
