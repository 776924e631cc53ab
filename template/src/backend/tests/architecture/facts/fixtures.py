"""What is a fixture, who asks for it, and which conftest they all share."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import commonpath

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import method_of

DECORATORS = (
    "pytest.fixture",
    "pytest.yield_fixture",
    "pytest_asyncio.fixture",
    "pytest_asyncio.plugin.fixture",
    "_pytest.fixtures.fixture",
    "_pytest.fixtures.yield_fixture",
    "polyfactory.pytest_plugin.register_fixture",
    "pytest_cases.fixture",
    "pytest_cases.fixture_union",
    "pytest_lambda.lambda_fixture",
    "pytest_lambda.static_fixture",
    "pytest_factoryboy.register",
)


@dataclass(frozen=True)
class Fixture:
    """A fixture function and the decorator that makes it one."""

    source: Source
    function: Function
    decorator: ast.expr

    def setting(self, name: str) -> ast.expr | None:
        words = self.decorator.keywords if isinstance(self.decorator, ast.Call) else []
        return next((word.value for word in words if word.arg == name), None)

    @property
    def name(self) -> str:
        return text_of(self.setting("name")) or self.function.name


def fixtures_of(source: Source) -> Iterator[Fixture]:
    for function in source.functions:
        for decorator in function.decorator_list:
            if meaning_of(source, decorator) in DECORATORS:
                yield Fixture(source, function, decorator)


def meaning_of(source: Source, decorator: ast.expr) -> str | None:
    """Return what decorates: `fixture` and `fixture(scope="session")` alike."""
    named = source.names.dotted(decorator)
    if named or not isinstance(decorator, ast.Call):
        return named
    return source.names.dotted(decorator.func)


@dataclass(frozen=True)
class Asker:
    """A test or a fixture, and the names of the fixtures that it asks for."""

    folder: str
    names: frozenset[str]
    # A fixture that asks for its own name means the one above.
    own_name: str | None = None


def askers_in(project: Project) -> Iterator[Asker]:
    for source in project.tests:
        made = {id(fixture.function): fixture.name for fixture in fixtures_of(source)}
        named = frozenset(name for _, name in named_in(source))
        if named:
            yield Asker(source.folder, named)
        for function in source.functions:
            own_name = made.get(id(function))
            if own_name or function.name.startswith("test"):
                yield Asker(source.folder, arguments_of(function), own_name)


def arguments_of(function: Function) -> frozenset[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return frozenset(argument.arg for argument in every)


ASKING = {"fixture_ref", "getfixturevalue", "lazy_fixture", "lf", "usefixtures"}


def named_in(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield the fixtures that are asked for by text: `usefixtures` and `getfixturevalue`."""
    # Few files ask so, and looking at every call takes time.
    perhaps = "fixture" in source.text or "lf(" in source.text
    for call in source.nodes(ast.Call) if perhaps else ():
        asked_by = call.func.id if isinstance(call.func, ast.Name) else method_of(call)
        if asked_by in ASKING:
            names = [text_of(argument) for argument in call.args]
            # A name that only the run knows may be any text of the file.
            texts = source.nodes(ast.Constant) if None in names else ()
            every = [*names, *map(text_of, texts)]
            yield from ((call, name) for name in every if name)


def folders_of_users(project: Project) -> dict[tuple[str, str], set[str]]:
    """Return the folders that each fixture of each conftest is used in."""
    homes: dict[str, set[str]] = {}
    for conftest in project.conftests:
        for fixture in fixtures_of(conftest):
            homes.setdefault(fixture.name, set()).add(conftest.folder)
    used: dict[tuple[str, str], set[str]] = {}
    for asker in askers_in(project):
        for name in asker.names & homes.keys():
            home = nearest(asker, name, homes[name])
            if home is not None:
                used.setdefault((home, name), set()).add(asker.folder)
    return used


def nearest(asker: Asker, name: str, homes: set[str]) -> str | None:
    above = [home for home in homes if f"{asker.folder}/".startswith(f"{home}/" if home else "")]
    if name == asker.own_name:
        above = [home for home in above if home != asker.folder]
    return max(above, key=len, default=None)


def shared_folder(folders: set[str]) -> str:
    return commonpath(sorted(folders)) if "" not in folders else ""
