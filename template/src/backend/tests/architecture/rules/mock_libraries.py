"""TB201: no mock libraries."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.fixtures import arguments_of, named_in
from backend.tests.architecture.facts.requirements import required
from backend.tests.architecture.facts.settings import settings_of_pytest

MODULES = (
    "aiomock",
    "asyncmock",
    "asynctest",
    "decoy",
    "dingus",
    "doublex",
    "flexmock",
    "fudge",
    "minimock",
    "mock",
    "mockito",
    "pretend",
    "pytest_mock",
    "pytest_mockito",
    "unittest.mock",
)
# The rest of their libraries is about something else.
PARTS = (
    "testfixtures.mock",
    "testfixtures.replace",
    "testfixtures.Replace",
    "testfixtures.Replacer",
)
DISTRIBUTIONS = {module.replace("_", "-") for module in MODULES}
FIXTURES = {
    *("mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"),
    "decoy",
}
PLUGIN = re.compile(r"-p\s+pytest_mock\b|^\s*mock_\w+\s*=")


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        found = [*source.imports_of(*MODULES, *PARTS), *source.uses_of("unittest.mock")]
        for node, module in found:
            yield spot(source, node, f"`{module}` makes mocks.")
        yield from fixtures(source)
    yield from settings_of_pytest(project, PLUGIN, "This configures pytest-mock.")
    yield from dependencies(project)


def dependencies(project: Project) -> Iterator[Spot]:
    for file in project.configuration:
        for name, line in required(file):
            if name in DISTRIBUTIONS:
                yield spot(file, line, f"The distribution `{name}` makes mocks.")


def fixtures(source: Source) -> Iterator[Spot]:
    for function in source.functions:
        for name in sorted(arguments_of(function) & FIXTURES):
            yield spot(source, function, f"The fixture `{name}` makes mocks.")
    for call, name in named_in(source):
        if name in FIXTURES:
            yield spot(source, call, f"The fixture `{name}` makes mocks.")


RULE = Rule(
    code="TB201",
    title="No mock libraries",
    why="Tests that mock services and repositories stop validating the real path of execution:"
    " they stay green when the call they imitate has changed.",
    way_out="Let the real code run on the fixtures; stand in for an external service with a fake"
    " that listens on a real socket.",
    banned=MODULES,
    bad="""
    from unittest.mock import AsyncMock

    async def test_a_note_is_written() -> None:
        service = NoteService(AsyncMock())
    """,
    good="""
    async def test_a_note_is_written(client: AsyncClient) -> None:
        new = NoteCreateFactory.build()

        response = await client.post("/v1/notes", json=new.model_dump(mode="json"))

        assert response.status_code == HTTPStatus.CREATED
    """,
    check=check,
)
