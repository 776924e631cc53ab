"""What the environment may change about deliveries, and what it must not be in production."""

from enum import StrEnum

from pydantic import EmailStr, Field, SecretStr, ValidationInfo, field_validator

from backend.core.settings import CoreSettings, in_production


class Encryption(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class DeliveriesSettings(CoreSettings):
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=1025, gt=0, lt=2**16)
    smtp_encryption: Encryption = Field(default=Encryption.NONE, validate_default=True)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    # How long a server may take to greet, for the envelope, and for the text: all three have to fit
    # into half of JOB_LEASE_SECONDS.
    smtp_seconds: float = Field(default=8, gt=0)
    mail_sender: EmailStr = "tenders@example.com"
    delivery_attempts: int = Field(default=6, gt=0)
    delivery_retry_seconds: float = Field(default=60, gt=0)
    dashboard_seconds: int = Field(default=60, gt=0)

    @field_validator("smtp_encryption")
    @classmethod
    def refuse_plain_text(cls, encryption: Encryption, info: ValidationInfo) -> Encryption:
        if in_production(info) and encryption is Encryption.NONE:
            raise ValueError("production does not send mail in the clear; take starttls or tls")
        return encryption
