"""Migrates: `python -m backend.tests.harness.adopted.migrate alembic.ini DRIVER URL`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from backend.tests.harness.adopted.builders import build_guarded
from backend.tests.harness.adopted.joining import make_importable
from backend.tests.harness.adopted.wiring import wiring


def main(ini: str, driver: str, url: str) -> None:
    make_importable(wiring().folders)
    config = Config(Path(ini).resolve())
    # Alembic fails on a path with a %: it takes it for the name of another value.
    here = config.file_config.defaults()["here"]
    config.file_config.set("DEFAULT", "here", here.replace("%", "%%"))
    address = make_url(url).set(drivername=driver, query={})
    text = address.render_as_string(hide_password=False)
    # An env.py that reads its own settings never sees it.
    config.set_main_option("sqlalchemy.url", text.replace("%", "%%"))
    command.upgrade(config, "heads")


if __name__ == "__main__":
    build_guarded(main)
