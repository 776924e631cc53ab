"""Every file of a repository that rules look at, from disk or from a text."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

from backend.tests.architecture.engine.layout import CONFIGURATION, Layout, files_below
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
    broken: list[tuple[File, SyntaxError]] = field(default_factory=list)

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
            self.sources.append(Source(path, text, self.layout, ast.parse(text)))
        except SyntaxError as error:
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

    @cached_property
    def by_module(self) -> Mapping[str, Source]:
        return {source.module: source for source in self.sources}


def read_project(checkout: Path, layout: Layout = SERVICE) -> Project:
    return Project.of(texts(checkout, layout), layout)


def texts(checkout: Path, layout: Layout) -> Iterator[tuple[str, str]]:
    for path in sorted(files_below(checkout, layout.roots)):
        name = path.rpartition("/")[2]
        if name.endswith(".py") or any(fnmatch(name, pattern) for pattern in CONFIGURATION):
            yield path, (checkout / path).read_text(encoding="utf-8", errors="replace")
