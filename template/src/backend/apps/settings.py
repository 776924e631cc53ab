"""The settings of your apps, on top of the ones every service has."""

from typing import Annotated

from fastapi import Depends
from pydantic import Field

from backend.core.dependencies import get_settings
from backend.core.settings import CoreSettings


class Settings(CoreSettings):
    access_token_minutes: int = Field(default=15, gt=0)
    refresh_token_days: int = Field(default=30, gt=0)
    login_attempts: int = Field(default=5, gt=0)
    login_window_seconds: int = Field(default=900, gt=0)


SettingsDep = Annotated[Settings, Depends(get_settings)]
