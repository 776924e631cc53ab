"""TB306: a fixture lives in the lowest folder that its users share."""

from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.facts.fixtures import fixtures_of, folders_of_users, shared_folder


def check(project: Project) -> Iterator[Spot]:
    used = folders_of_users(project)
    for conftest in project.conftests:
        # What the harness offers is there for whoever comes.
        if conftest.folder == project.layout.tests or not has_choice(project, conftest.folder):
            continue
        for fixture in fixtures_of(conftest):
            # Fixtures from above take it in place of their own, wherever a test asks for them; and
            # what guards every test is asked for by none.
            if overrides(project, conftest.folder, fixture.name) or fixture.setting("autouse"):
                continue
            folders = used.get((conftest.folder, fixture.name), set())
            lowest = shared_folder(folders) if folders else conftest.folder
            if lowest != conftest.folder:
                what = f"`{fixture.name}` is used below {lowest}/ only."
                yield spot(conftest, fixture.function, what)


def overrides(project: Project, folder: str, name: str) -> bool:
    above = [one for one in project.conftests if is_in(folder, one.folder)]
    return any(fixture.name == name for one in above for fixture in fixtures_of(one))


def has_choice(project: Project, folder: str) -> bool:
    """Whether tests lie in two places: with one alone nothing can be shared yet."""
    places = {
        test.folder.removeprefix(folder).strip("/").partition("/")[0]
        for test in project.tests
        if test.is_test_file and is_in(test.path, folder)
    }
    # The first app shares with those that are still to come.
    return len(places - {""} if folder == f"{project.layout.tests}/apps" else places) > 1


RULE = Rule(
    code="TB306",
    title="A fixture lives in the lowest folder that its users share",
    why="Fixtures are declared at the appropriate scope: what one folder uses is read there,"
    " and what stands higher may be relied on by everybody below.",
    way_out="Move it to the conftest.py of that folder.",
    bad='''
    # src/backend/tests/apps/conftest.py
    import pytest

    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
    # src/backend/tests/apps/notes/test_models.py
    def test_a_note_has_a_title(note: Note) -> None: ...
    # src/backend/tests/apps/orders/test_models.py
    def test_an_order_has_lines() -> None: ...
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
    # src/backend/tests/apps/notes/test_models.py
    def test_a_note_has_a_title(note: Note) -> None: ...
    # src/backend/tests/apps/orders/test_models.py
    def test_an_order_has_lines() -> None: ...
    ''',
    check=check,
)
