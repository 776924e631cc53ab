"""A wiring that does not fit is refused with one sentence that says what does not."""

import pytest

from tests.harness.adoption import Adopted

WRONG = [
    ("shop.main:create_app", "shop.nowhere:app", "there is no 'shop.nowhere'"),
    ("shop.main:create_app", "shop.main:create", "'shop.main' has no 'create'"),
    ("shop.database:get_session", "shop", "is no name like 'module:attribute'"),
    ("SHOP_DB", "OTHER_DB", "`environment` the variable that it reads"),
    ("{address}", "{adress}", "the environment asks for {adress}"),
    ("alembic.ini", "other.ini", "other.ini, which is not there"),
    ("session=", "sync=True, session=", "the service's engine is async: say `sync=False`"),
    ("WIRING", "WIRES", "it sets no WIRING"),
]


@pytest.mark.parametrize(("right", "wrong", "sentence"), WRONG)
def test_a_wrong_wiring_is_a_sentence(shop: Adopted, right: str, wrong: str, sentence: str) -> None:
    shop.rewire(right, wrong)
    finished = shop.pytest("-n0", "-kkept")

    assert finished.returncode != 0
    assert sentence in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr
