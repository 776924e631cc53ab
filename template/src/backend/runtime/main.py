"""What uvicorn runs: `uvicorn --factory backend.runtime.main:main`."""

import sys
from pathlib import Path

from fastapi import FastAPI

from backend.apps.settings import Settings
from backend.core.settings import CoreSettings, SettingsError, load_settings
from backend.runtime.app import create_app
from backend.runtime.logging import configure_logging
from backend.runtime.shutdown import bound_shutdown


def main() -> FastAPI:
    settings = configure()
    bound_shutdown(settings)
    return create_app(settings)


def configure() -> CoreSettings:
    """Read the settings and set up the log; a setting that is wrong ends the process."""
    try:
        settings = load_settings(Settings, Path(".env"))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    configure_logging(settings)
    return settings
