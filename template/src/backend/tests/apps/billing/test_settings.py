"""Production pays with keys that are not public; everyone else need not have any."""

import pytest
from pydantic import ValidationError

from backend.apps.billing.settings import DEVELOPMENT_API_KEY, DEVELOPMENT_WEBHOOK_SECRET
from backend.core.settings import Environment
from backend.tests.harness.settings import PRODUCTION, settings_for_tests

PUBLIC = {
    "payments_api_key": DEVELOPMENT_API_KEY,
    "payments_webhook_secret": DEVELOPMENT_WEBHOOK_SECRET,
}


@pytest.mark.validation
@pytest.mark.parametrize("name", PUBLIC)
def test_production_refuses_a_public_key(name: str) -> None:
    with pytest.raises(ValidationError, match=f"{name}\n.*the default is public"):
        settings_for_tests(**PRODUCTION, **{name: PUBLIC[name]})


@pytest.mark.parametrize("environment", [Environment.DEVELOPMENT, Environment.TEST])
def test_elsewhere_they_will_do(environment: Environment) -> None:
    settings = settings_for_tests(environment=environment, **PUBLIC)

    assert settings.environment is environment


@pytest.mark.validation
@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_c2hvcnQ=", "d2l0aG91dC1wcmVmaXgtYnV0LWxvbmctZW5vdWdo"]
)
def test_a_secret_that_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError, match="at least 24 bytes in base64"):
        settings_for_tests(payments_webhook_secret=secret)
