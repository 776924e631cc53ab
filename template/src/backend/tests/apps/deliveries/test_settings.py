"""What deliveries refuses to run on."""

import pytest
from pydantic import ValidationError

from backend.apps.deliveries.settings import Encryption
from backend.tests.harness.settings import PRODUCTION, settings_for_tests


@pytest.mark.validation
def test_production_does_not_send_in_the_clear() -> None:
    with pytest.raises(ValidationError, match="production does not send mail in the clear"):
        settings_for_tests(**PRODUCTION, smtp_encryption=Encryption.NONE)


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_production_sends_encrypted(encryption: Encryption) -> None:
    settings = settings_for_tests(**PRODUCTION, smtp_encryption=encryption)

    assert settings.model_dump()["smtp_encryption"] is encryption


@pytest.mark.validation
@pytest.mark.parametrize(
    "wrong",
    [{"smtp_port": 0}, {"smtp_port": 65_536}, {"smtp_seconds": 0}, {"delivery_attempts": 0}],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings_for_tests(**wrong)
