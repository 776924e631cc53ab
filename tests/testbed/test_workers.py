"""A worker process is for tests that commit; one that does not is told so."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from backend.tests.harness.workers import as_text, starting_workers


async def test_a_worker_beside_a_savepoint_is_refused(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"mark the test with @pytest.mark.committed"):
        async with starting_workers(request.node, tmp_path, {}):
            pass


@pytest.mark.parametrize(
    ("value", "text"),
    [(SecretStr("x"), "x"), (("a", "b"), "a,b"), (None, ""), (0.5, "0.5"), (True, "True")],
    ids=str,
)
def test_a_setting_becomes_a_variable(value: object, text: str) -> None:
    assert as_text(value) == text
