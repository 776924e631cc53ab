"""What the tests of adoption stand on: services of somebody else, with a harness beside them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.adoption import Adopted, adopt, foreign, wire
from tests.harness.repositories import git, snapshot
from tests.harness.successors import release_the_next_version


@pytest.fixture(scope="session")
def services(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Adopted]:
    """An async service and a sync one that adopted the harness; not to change."""
    folder = tmp_path_factory.mktemp("foreign")
    return {name: adopted(template, folder / name) for name in ("shop", "till")}


def adopted(template: Path, folder: Path) -> Adopted:
    service = foreign(folder.name, folder)
    adopt(template, service)
    wire(folder.name, service)
    return Adopted(service)


@pytest.fixture(scope="session")
def warm(services: dict[str, Adopted], tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    """The async service once more: whoever changes it after another finds its servers up."""
    folder = tmp_path_factory.mktemp("warm") / "shop"
    return Adopted(Path(shutil.copytree(services["shop"].service, folder)))


@pytest.fixture(scope="session")
def first(hermetic_git: None, tmp_path_factory: pytest.TempPathFactory) -> Adopted:  # noqa: ARG001 - it sets git
    """A service that adopted the working tree's harness, where there is a newer one."""
    folder = tmp_path_factory.mktemp("outdated")
    template = snapshot(folder / "template")
    service = adopted(template, folder / "shop")
    release_the_next_version(template)
    return service


@pytest.fixture
def shop(warm: Adopted) -> Iterator[Adopted]:
    """The async service, as it was committed before and after this test."""
    yield warm
    git(warm.service, "reset", "--quiet", "--hard")
    git(warm.service, "clean", "--quiet", "--force", "-d")


@pytest.fixture
def outdated(first: Adopted, tmp_path: Path) -> Adopted:
    """The same, for this test alone."""
    return Adopted(Path(shutil.copytree(first.service, tmp_path / "outdated")))
