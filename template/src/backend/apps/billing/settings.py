"""What the environment may change about billing, and what it must not be in production."""

import re

from pydantic import Field, HttpUrl, SecretStr, ValidationInfo, field_validator

from backend.core.settings import CoreSettings, in_production

# Everyone can read them here: whoever runs on them pays and is paid by anyone.
DEVELOPMENT_API_KEY = SecretStr("development-only-api-key")
DEVELOPMENT_WEBHOOK_SECRET = SecretStr("whsec_ZGV2ZWxvcG1lbnQtb25seS13ZWJob29rLXNlY3JldA==")
PUBLIC = (DEVELOPMENT_API_KEY, DEVELOPMENT_WEBHOOK_SECRET)

# The least that standardwebhooks.com allows, in base64.
WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,}={0,2}")


class BillingSettings(CoreSettings):
    payments_url: HttpUrl = HttpUrl("http://127.0.0.1:8900")
    payments_api_key: SecretStr = Field(default=DEVELOPMENT_API_KEY, validate_default=True)
    payments_webhook_secret: SecretStr = Field(
        default=DEVELOPMENT_WEBHOOK_SECRET, validate_default=True
    )
    payments_attempts: int = Field(default=3, gt=0)
    payments_seconds: float = Field(default=5, gt=0)
    payments_backoff_seconds: float = Field(default=0.2, ge=0)
    payments_event_age_seconds: int = Field(default=300, gt=0)

    @field_validator("payments_api_key", "payments_webhook_secret")
    @classmethod
    def refuse_public_keys(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        if in_production(info) and key in PUBLIC:
            raise ValueError("the default is public; set the one that the provider gave you")
        return key

    @field_validator("payments_webhook_secret")
    @classmethod
    def refuse_weak_secrets(cls, secret: SecretStr) -> SecretStr:
        if not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("it is `whsec_` and at least 24 bytes in base64")
        return secret
