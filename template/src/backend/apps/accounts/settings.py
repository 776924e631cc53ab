"""What the environment may change about accounts."""

from pydantic import Field

from backend.core.settings import CoreSettings


class AccountsSettings(CoreSettings):
    access_token_minutes: int = Field(default=15, gt=0)
    refresh_token_days: int = Field(default=30, gt=0)
    # How long a token that was just refreshed gets the same successor again, and is no theft.
    refresh_grace_seconds: int = Field(default=10, ge=0)
    # How often within the window: a login of one account from one address...
    login_attempts: int = Field(default=5, gt=0)
    login_window_seconds: int = Field(default=900, gt=0)
    # ... and each of these of one account from anywhere, or from one address by anyone.
    logins_per_account: int = Field(default=50, gt=0)
    logins_per_address: int = Field(default=200, gt=0)
    registrations_per_account: int = Field(default=5, gt=0)
    registrations_per_address: int = Field(default=50, gt=0)
    refreshes_per_account: int = Field(default=100, gt=0)
    refreshes_per_address: int = Field(default=2000, gt=0)
    invitations_per_account: int = Field(default=100, gt=0)
    invitations_per_address: int = Field(default=200, gt=0)
