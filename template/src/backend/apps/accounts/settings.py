"""What the environment may change about accounts."""

from pydantic import Field

from backend.core.settings import CoreSettings


class AccountsSettings(CoreSettings):
    access_token_minutes: int = Field(default=15, gt=0)
    refresh_token_days: int = Field(default=30, gt=0)
    login_attempts: int = Field(default=5, gt=0)
    login_window_seconds: int = Field(default=900, gt=0)
