"""TB306 and TB310: fixtures live where they are shared, and a test asks for at most four."""

import ast
from collections.abc import Iterator
from posixpath import commonpath

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import argument_of, arguments_of, called
from backend.tests.architecture.facts.fixtures import fixtures_of, folders_of_users
from backend.tests.architecture.facts.values import words_in

MAX_FIXTURES = 4


def too_high(project: Project) -> Iterator[Spot]:
    used = folders_of_users(project)
    for conftest in project.conftests:
        # The harness offers its fixtures to every test.
        if conftest.folder == project.layout.tests or not has_choice(project, conftest.folder):
            continue
        for fixture in fixtures_of(conftest):
            folders = sorted(used.get((conftest.folder, fixture.name), {conftest.folder}))
            lowest = commonpath(folders) if "" not in folders else ""
            # Fixtures from above take it in place of theirs, and nobody asks for a guard.
            is_open = overrides(project, conftest, fixture.name) or fixture.setting("autouse")
            if lowest != conftest.folder and not is_open:
                what = f"`{fixture.name}` is used below {lowest}/ only."
                yield spot(conftest, fixture.function, what)


def overrides(project: Project, conftest: Source, name: str) -> bool:
    above = [one for one in project.conftests if is_in(conftest.folder, one.folder)]
    return any(fixture.name == name for one in above for fixture in fixtures_of(one))


def has_choice(project: Project, folder: str) -> bool:
    """Return whether tests lie in two places: with one alone nothing can be shared yet."""
    tests = [one for one in project.tests if one.is_test_file and is_in(one.path, folder)]
    places = {one.folder.removeprefix(folder).strip("/").partition("/")[0] for one in tests}
    # The first app shares with those that are still to come.
    return len(places - {""} if folder == f"{project.layout.tests}/apps" else places) > 1


def too_many(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        for test in source.functions:
            # Few have that many arguments, and looking for what gives them takes time.
            if len(arguments_of(test)) > MAX_FIXTURES and is_test(source, test):
                asked = asked_by(project, source, test)
                if len(asked) > MAX_FIXTURES:
                    names = ", ".join(f"`{name}`" for name in asked)
                    what = f"`{test.name}` asks for {len(asked)} fixtures: {names}."
                    yield spot(source, test, what)


def is_test(source: Source, function: Function) -> bool:
    """Return whether pytest takes it for a test; a function in a function is none."""
    is_named = source.is_test_file and function.name.startswith("test")
    return is_named and not source.functions_around(function)[1:]


def asked_by(project: Project, source: Source, test: Function) -> list[str]:
    """Return the fixtures of a test, or none where only the run knows what is a parameter."""
    arguments = [*test.args.posonlyargs, *test.args.args]
    required = arguments[: len(arguments) - len(test.args.defaults)]
    words = zip(test.args.kwonlyargs, test.args.kw_defaults, strict=True)
    required += [word for word, default in words if default is None]
    names = [one.arg for one in required if one.arg != "self"]
    given = {name for home in homes_of(project, source) for name in given_in(home)}
    for decorator in test.decorator_list:
        # Hypothesis gives by name, or to the last arguments.
        if isinstance(decorator, ast.Call) and called(decorator) == "given":
            given |= {word.arg for word in decorator.keywords}
            given |= {*names[len(names) - len(decorator.args) :]}
    return [] if None in given else [name for name in names if name not in given]


def homes_of(project: Project, source: Source) -> Iterator[Source]:
    """Yield the files whose marks and hooks may give parameters to the tests of this one."""
    yield source
    for _, imported in source.imports:
        for module in (imported, imported.rpartition(".")[0]):
            if module in source.modules and source.modules[module].is_test_code:
                yield source.modules[module]
    for conftest in project.conftests:
        if not conftest.folder or is_in(source.path, conftest.folder):
            yield conftest


def given_in(source: Source) -> Iterator[str | None]:
    """Yield what `parametrize` gives anywhere in a file; of `indirect` names a fixture is made."""
    for call in source.nodes(ast.Call) if "parametrize" in source.text else ():
        if called(call) == "parametrize":
            indirect = argument_of(call, 2, "indirect")
            is_direct = indirect is None or not getattr(indirect, "value", True)
            made = words_in(source, indirect) if isinstance(indirect, ast.List | ast.Tuple) else []
            for name in words_in(source, argument_of(call, 0, "argnames")):
                if is_direct or (made and name not in made):
                    yield name


LOW = Rule(
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
    ''',
    check=too_high,
)
FEW = Rule(
    code="TB310",
    title=f"A test asks for at most {MAX_FIXTURES} fixtures",
    why="A test that needs more is about two things, or what some of them do together has no name"
    " yet: a subscriber, the mails that were delivered. What `parametrize` gives, what has a"
    " default and what `usefixtures` names is not counted; what is `indirect` is.",
    way_out="Put what is always asked for together into one fixture that says what it is for, or"
    " into a builder, `make_...`; or divide the test.",
    bad="""
    async def test_a_note_is_mailed(
        client: AsyncClient, note: Note, reader: User, mailbox: Mailbox, run_jobs: RunJobs
    ) -> None: ...
    """,
    good="""
    async def test_a_note_is_mailed(
        client: AsyncClient, note: Note, reader: User, deliver_mails: DeliverMails
    ) -> None: ...
    """,
    check=too_many,
)
