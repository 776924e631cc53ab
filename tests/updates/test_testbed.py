"""The tests of the harness shipped with every service of the first releases, and leave it."""

from tests.harness.lives import MINE, append
from tests.harness.questions import ORDINARY
from tests.harness.repositories import UNDER_TEST, commit, repository
from tests.harness.services import Generate
from tests.harness.updates import make_update

HARNESS = "src/backend/tests/harness"
# Release 1.1.0; tests/test_update.py updates services of each.
WITH_THEM = "6f0194c"
EDITED = f"{HARNESS}/test_clones.py"


def test_no_service_has_the_tests_of_the_harness(generate: Generate) -> None:
    tests = generate() / "src/backend/tests"

    assert not [*(tests / "harness").rglob("test_*.py"), *tests.glob("testbed")]


def test_an_update_removes_them_and_keeps_an_edited_one(generate: Generate) -> None:
    service = repository(generate(ORDINARY, WITH_THEM))
    append(service / EDITED, MINE)
    commit(service, "An edit of the template's test")
    said = make_update(service, f"--to {UNDER_TEST}").stdout
    folders = [path for path in (service / HARNESS).rglob("*") if path.is_dir()]

    assert [*(service / HARNESS).rglob("test_*.py")] == [service / EDITED]
    assert f"decide about each (1):\n  {EDITED}\n" in said
    assert not [folder for folder in folders if not any(folder.glob("*.py"))]
