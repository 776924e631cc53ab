"""The fixtures of a conftest, and the folders of the tests and fixtures that ask for them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import arguments_of, called, word_of

DECORATORS = (
    *("pytest.fixture", "pytest_asyncio.fixture", "_pytest.fixtures.fixture"),
    *("polyfactory.pytest_plugin.register_fixture", "pytest_factoryboy.register"),
    *("pytest_cases.fixture", "pytest_lambda.lambda_fixture"),
)
ASKING = {"fixture_ref", "getfixturevalue", "lazy_fixture", "lf", "usefixtures"}


@dataclass(frozen=True)
class Fixture:
    """A fixture function and the decorator that makes it one."""

    source: Source
    function: Function
    decorator: ast.expr

    def setting(self, name: str) -> ast.expr | None:
        return word_of(self.decorator, name) if isinstance(self.decorator, ast.Call) else None

    @property
    def name(self) -> str:
        return text_of(self.setting("name")) or self.function.name


def fixtures_of(source: Source) -> Iterator[Fixture]:
    for function in source.functions:
        for decorator in function.decorator_list:
            made = decorator.func if isinstance(decorator, ast.Call) else decorator
            if source.names.dotted(made) in DECORATORS:
                yield Fixture(source, function, decorator)


def asked_by_text(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield the fixtures that are asked for by text: `usefixtures` and `getfixturevalue`."""
    # Few files ask so, and looking at every call takes time.
    perhaps = "fixture" in source.text or "lf(" in source.text
    for call in source.nodes(ast.Call) if perhaps else ():
        if called(call) in ASKING:
            names = [text_of(argument) for argument in call.args]
            # A name that only the run knows may be any text of the file.
            texts = source.nodes(ast.Constant) if None in names else ()
            yield from ((call, name) for name in (*names, *map(text_of, texts)) if name)


def askers_in(project: Project) -> Iterator[tuple[Source, str, bool]]:
    """Yield who asks for which fixture, and whether it is the one above of the same name."""
    for source in project.tests:
        made = {id(fixture.function): fixture.name for fixture in fixtures_of(source)}
        yield from ((source, name, False) for name in {name for _, name in asked_by_text(source)})
        for function in source.functions:
            own_name = made.get(id(function))
            if own_name or function.name.startswith("test"):
                for argument in arguments_of(function):
                    yield source, argument.arg, argument.arg == own_name


def folders_of_users(project: Project) -> dict[tuple[str, str], set[str]]:
    """Return the folders that each fixture of each conftest is used in."""
    homes: dict[str, set[str]] = {}
    for conftest in project.conftests:
        for fixture in fixtures_of(conftest):
            homes.setdefault(fixture.name, set()).add(conftest.folder)
    used: dict[tuple[str, str], set[str]] = {}
    for source, name, is_above in askers_in(project):
        home = nearest(source.folder, homes.get(name, set()), is_above=is_above)
        if home is not None:
            used.setdefault((home, name), set()).add(source.folder)
    return used


def nearest(folder: str, homes: set[str], *, is_above: bool) -> str | None:
    above = [home for home in homes if f"{folder}/".startswith(f"{home}/" if home else "")]
    return max((home for home in above if not is_above or home != folder), key=len, default=None)
