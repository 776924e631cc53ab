"""Every file of a repository that rules look at, from disk or from a text."""

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from backend.tests.architecture.engine.layout import Layout, files_below, is_configuration
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
        except SyntaxError as error:
            self.broken.append((File(path, text, self.layout), error))
        else:
            self.sources.append(source)
            self.by_module[source.module] = source

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


def parsed(text: str) -> ast.Module:
    """Raise SyntaxError, and for nothing else: what a linter warns of is the linter's business."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or type(error).__name__) from error


def read_project(checkout: Path, layout: Layout = SERVICE) -> Project:
    return Project.of(texts(checkout, layout), layout)


def texts(checkout: Path, layout: Layout) -> Iterator[tuple[str, str]]:
    for path in sorted(files_below(checkout, layout.roots)):
        if path.endswith(".py") or is_configuration(path):
            yield path, (checkout / path).read_text(encoding="utf-8", errors="replace")
