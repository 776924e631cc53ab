"""TB201: no mock libraries."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.fixtures import arguments_of, named_in
from backend.tests.architecture.facts.requirements import required

MODULES = (
    "asyncmock",
    "asynctest",
    "doublex",
    "flexmock",
    "mock",
    "mockito",
    "pretend",
    "pytest_mock",
    "unittest.mock",
)
DISTRIBUTIONS = {module.replace("_", "-") for module in MODULES}
FIXTURES = {"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for node, module in [*source.imports_of(*MODULES), *source.uses_of("unittest.mock")]:
            yield spot(source, node, f"`{module}` makes mocks.")
        yield from fixtures(source)
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
