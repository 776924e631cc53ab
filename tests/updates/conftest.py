"""What the tests of the service's own update verbs stand on: a service, and a newer template."""

import shutil
from pathlib import Path

import pytest

from tests.harness import services
from tests.harness.lives import (
    edit_what_the_template_changes,
    lead_a_life,
    leave_an_executable_and_a_link,
)
from tests.harness.questions import ORDINARY
from tests.harness.repositories import UNDER_TEST, repository, snapshot
from tests.harness.successors import release_the_next_version
from tests.harness.updates import Updating, update_after


@pytest.fixture(scope="session")
def next_template(hermetic_git: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - it sets git
    """The working tree's version, and the one after it, in a repository with both."""
    template = snapshot(tmp_path_factory.mktemp("next") / "template")
    release_the_next_version(template)
    return template


@pytest.fixture(scope="session")
def first(next_template: Path) -> Path:
    """A service that has the working tree's version, where there is a newer one; not to change."""
    destination = next_template.parent / "first"
    return repository(services.generate(next_template, destination, ORDINARY, UNDER_TEST))


@pytest.fixture(scope="session")
def easy(first: Path) -> Updating:
    """`make update` in a service whose users worked on it as they should; not to change."""
    return update_after(lead_a_life, first, first.parent / "easy")


@pytest.fixture(scope="session")
def hard(first: Path) -> Updating:
    """`make update` in a service whose users changed the template's files; not to change."""
    return update_after(edit_what_the_template_changes, first, first.parent / "hard")


@pytest.fixture(scope="session")
def small(next_template: Path) -> Path:
    """One like it without the example, so that less has to be rendered; not to change."""
    answers, destination = {**ORDINARY, "example": False}, next_template.parent / "small"
    return repository(services.generate(next_template, destination, answers, UNDER_TEST))


@pytest.fixture(scope="session")
def plain(small: Path) -> Updating:
    """`make update` in a service like `at_work`; not to change."""
    return update_after(leave_an_executable_and_a_link, small, small.parent / "plain" / "service")


@pytest.fixture
def at_work(small: Path, tmp_path: Path) -> Path:
    """A service for this test alone, with a mode, a link and an ignored file of its own."""
    service = Path(shutil.copytree(small, tmp_path / "service"))
    leave_an_executable_and_a_link(service)
    return service


@pytest.fixture
def outdated(small: Path, tmp_path: Path) -> Path:
    """A service for this test alone that has the working tree's version, where there is a newer."""
    return Path(shutil.copytree(small, tmp_path / "outdated"))
