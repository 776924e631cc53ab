"""What every test of the template may ask for, from the widest scope to the narrowest."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.harness import services
from tests.harness.adoption import adopt
from tests.harness.hostile import reached_by_answers
from tests.harness.lives import lead_a_life
from tests.harness.paths import ROOT
from tests.harness.questions import ORDINARY
from tests.harness.repositories import NEXT, UNDER_TEST, repository, snapshot, tracked
from tests.harness.services import Answers, Generate, Made, Updated, only_looked_at, tree
from tests.harness.successors import release_the_next_version


@pytest.fixture(scope="session")
def hermetic_git() -> Iterator[None]:
    """Git without this user's configuration: Copier starts it too, so the environment says it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        environment.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        for role in ("AUTHOR", "COMMITTER"):
            environment.setenv(f"GIT_{role}_NAME", "Tester")
            environment.setenv(f"GIT_{role}_EMAIL", "tester@example.com")
        yield


@pytest.fixture(scope="session")
def template(hermetic_git: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - it sets git
    """The repository as it is in the working tree, as a version that was just released."""
    return snapshot(tmp_path_factory.mktemp("repository") / "template")


@pytest.fixture(scope="session")
def service(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A service of ordinary answers, to look at and not to change."""
    destination = tmp_path_factory.mktemp("generated") / "service"
    with only_looked_at(services.generate(template, destination, ORDINARY, UNDER_TEST)) as service:
        yield service


@pytest.fixture(scope="session")
def made(service: Path, template: Path) -> Iterator[Made]:
    """One of each kind, to look at and not to change."""
    with only_looked_at(adopt(template, service.parent / "existing")) as harness:
        yield Made(service, harness)


@pytest.fixture(scope="session")
def updated(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Updated:
    """A service that its users worked on, updated to the version after the working tree's."""
    destination = tmp_path_factory.mktemp("lived-in") / "service"
    service = repository(services.generate(template, destination, ORDINARY, UNDER_TEST))
    # Copier alone takes formatting for edits; `make update` does not.
    lead_a_life(service, formatting=False)
    release_the_next_version(template)
    before = tree(service)
    services.update(service, NEXT)
    return Updated(service, before, tree(service))


@pytest.fixture(scope="session")
def only_rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template without git and without the files that no answer reaches, to render quickly."""
    template = tmp_path_factory.mktemp("only-rendered") / "template"
    for name in filter(reached_by_answers, tracked()):
        (template / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, template / name)
    return template


@pytest.fixture
def unreleased(hermetic_git: None, tmp_path: Path) -> Path:  # noqa: ARG001 - it sets git
    """A repository with what a release is written into, and none yet."""
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- A change.\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "testbed"\nversion = "0.1.0"\n')
    return repository(tmp_path)


@pytest.fixture
def generate(template: Path, tmp_path: Path) -> Generate:
    """Makes a service for this test alone, of default answers and the ones given."""
    numbers = count()

    def generate(answers: Answers | None = None, version: str = UNDER_TEST) -> Path:
        destination = tmp_path / f"service-{next(numbers)}"
        return services.generate(template, destination, answers or {}, version)

    return generate
