"""TB307: a test file mirrors a module."""

from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, spot_file
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.mirror import modules_of


def check(project: Project) -> Iterator[Spot]:
    layout = project.layout
    paths = {source.path for source in project.sources} | set(project.empty)
    for source in project.sources:
        if is_in(source.path, layout.tests) and not source.is_harness:
            yield from never_run(source)
        if not source.is_test_file or is_in(source.path, layout.architecture):
            continue
        if not is_in(source.path, layout.tests):
            yield spot_file(source, f"These tests lie outside {layout.tests}/.")
        elif not any(path in paths for path in modules_of(source)):
            yield spot_file(
                source, f"There is no {next(modules_of(source))} that it is named after."
            )


def never_run(source: Source) -> Iterator[Spot]:
    """Find tests in a file that pytest does not look into."""
    for function in () if source.is_test_file else source.functions:
        if function.name.startswith("test_") and function in source.tree.body:
            yield spot(source, function, "pytest looks for tests in test_*.py only.")


RULE = Rule(
    code="TB307",
    title="A test file mirrors a module",
    why="The test tree reflects `apps/`, `core/` and `runtime/`, so that whoever changes a"
    " module knows where its tests are, and whoever deletes it what to delete.",
    way_out="Name it after the module whose behaviour it shows, in the same folder below tests/.",
    bad="""
    # src/backend/apps/notes/routes.py
    router = APIRouter()
    # src/backend/tests/apps/notes/test_everything.py
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    good="""
    # src/backend/apps/notes/routes.py
    router = APIRouter()
    # src/backend/tests/apps/notes/test_routes.py
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    check=check,
)
