"""The example can be left out as a whole, and each of its apps can be taken out by hand."""

import pytest

from tests.harness.example import APPS, belongs_to, journeys, migration, rooms, take_out
from tests.harness.services import Generate, make, tree


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_code_tests_and_a_migration(generate: Generate, app: str) -> None:
    paths = tree(generate({"example": True}))

    for room in rooms(app):
        assert [path for path in paths if path.startswith(room)]
    assert [path for path in paths if migration(path, app)]


@pytest.mark.parametrize("app", APPS)
def test_without_the_example_nothing_of_an_app_is_there(generate: Generate, app: str) -> None:
    service = generate({"example": False})

    assert [path for path in tree(service) if belongs_to(path, app)] == []


@pytest.mark.parametrize("app", APPS)
def test_a_readme_says_what_goes_with_an_app(generate: Generate, app: str) -> None:
    service = generate({"example": True})
    readme = (service / "README.md").read_text(encoding="utf-8")

    named = [journey.relative_to(service).as_posix() for journey in journeys(service, app)]
    assert [path for path in (*rooms(app), *named) if f"`{path}`" not in readme] == []


@pytest.mark.slow
@pytest.mark.parametrize("app", APPS)
def test_an_app_can_be_taken_out(generate: Generate, app: str) -> None:
    service = generate({"example": True})

    take_out(service, app)

    make(service, "check")
    make(service, "test")
