"""What the tests of adoption stand on: services of somebody else, with a harness beside them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.adoption import Adopted, adopt, foreign, wire
from tests.harness.repositories import git, snapshot
from tests.harness.successors import release_the_next_version


@pytest.fixture(scope="session")
def services(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Adopted]:
    """Services that adopted the harness, one of each page in `foreign`; not to change."""
    folder = tmp_path_factory.mktemp("foreign")
    return {name: adopted(template, folder / name) for name in ("shop", "till", "club")}


def adopted(template: Path, folder: Path) -> Adopted:
    service = foreign(folder.name, folder)
    adopt(template, service)
    wire(folder.name, service)
    return Adopted(service)


@pytest.fixture(scope="session")
def warm(
    services: dict[str, Adopted], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Adopted]:
    """The same once more: whoever changes one after another finds its servers up."""
    folder = tmp_path_factory.mktemp("warm")
    names = {name: adopted.service for name, adopted in services.items()}
    return {name: Adopted(copied(service, folder / name)) for name, service in names.items()}


def copied(service: Path, destination: Path) -> Path:
    return Path(shutil.copytree(service, destination))


@pytest.fixture(scope="session")
def newer_template(hermetic_git: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - it sets git
    """The working tree's version, and the one after it, in a repository with both."""
    template = snapshot(tmp_path_factory.mktemp("newer") / "template")
    release_the_next_version(template)
    return template


@pytest.fixture(scope="session")
def first(newer_template: Path) -> Adopted:
    """A service that adopted the working tree's harness, where there is a newer one."""
    return adopted(newer_template, newer_template.parent / "shop")


@pytest.fixture
def shop(warm: dict[str, Adopted]) -> Iterator[Adopted]:
    """The async service, as it was committed before and after this test."""
    with restored(warm["shop"]) as shop:
        yield shop


@pytest.fixture
def till(warm: dict[str, Adopted]) -> Iterator[Adopted]:
    """The sync service, as it was committed before and after this test."""
    with restored(warm["till"]) as till:
        yield till


@contextmanager
def restored(adopted: Adopted) -> Iterator[Adopted]:
    yield adopted
    git(adopted.service, "reset", "--quiet", "--hard")
    git(adopted.service, "clean", "--quiet", "--force", "-d")


@pytest.fixture
def outdated(first: Adopted, tmp_path: Path) -> Adopted:
    """The same as `first`, for this test alone."""
    return Adopted(copied(first.service, tmp_path / "outdated"))
