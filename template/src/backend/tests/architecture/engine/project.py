"""Every file of a repository that rules look at, from disk or from a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from backend.tests.architecture.engine.errors import NothingToCheckError
from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.reading import UnreadableError, parsed, paths_in, text_in
from backend.tests.architecture.engine.source import Configuration, File, Source

SERVICE = Layout()


@dataclass(frozen=True)
class Project:
    """The files of one repository, each read and parsed once."""

    layout: Layout
    sources: list[Source] = field(default_factory=list)
    configuration: list[Configuration] = field(default_factory=list)
    # An empty file says that a folder is a package, and nothing else.
    empty: list[str] = field(default_factory=list)
    broken: list[tuple[File, UnreadableError]] = field(default_factory=list)
    by_module: dict[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[tuple[str, str]], layout: Layout = SERVICE) -> "Project":
        project = cls(layout)
        for path, text in files:
            project.add(path, text)
        return project

    def add(self, path: str, text: str) -> None:
        if not path.endswith(".py"):
            self.configuration.append(Configuration(path, text, self.layout))
        elif text.strip():
            self.add_python(path, text)
        else:
            self.empty.append(path)

    def add_python(self, path: str, text: str) -> None:
        try:
            source = Source(path, text, self.layout, parsed(text), self.by_module)
        except UnreadableError as error:
            self.refuse(path, text, error)
        else:
            self.sources.append(source)
            self.by_module[source.module] = source

    def refuse(self, path: str, text: str, error: UnreadableError) -> None:
        self.broken.append((File(path, text, self.layout), error))

    @cached_property
    def files(self) -> list[File]:
        return [*self.sources, *self.configuration]

    @cached_property
    def tests(self) -> list[Source]:
        """Everything that only tests need: tests, conftests, factories, the harness."""
        return [source for source in self.sources if source.is_test_code]

    @cached_property
    def written_tests(self) -> list[Source]:
        """The same without the harness, which is allowed what it is there for."""
        return [source for source in self.tests if not source.is_harness]

    @cached_property
    def service(self) -> list[Source]:
        return [source for source in self.sources if not source.is_test_code]

    @cached_property
    def conftests(self) -> list[Source]:
        return [source for source in self.sources if source.is_conftest]

    @cached_property
    def by_path(self) -> Mapping[str, Source]:
        return {source.path: source for source in self.sources}


def read_project(checkout: Path, layout: Layout = SERVICE) -> Project:
    """Read what is there. Raises RulesError if it is nothing."""
    project = Project(layout)
    for path in paths_in(checkout, layout):
        try:
            project.add(path, text_in(checkout / path))
        except UnreadableError as error:
            project.refuse(path, "", error)
    if not project.sources and not project.broken:
        raise NothingToCheckError(str(checkout))
    return project
