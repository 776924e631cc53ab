"""Creates tables: `python -m backend.tests.harness.adopted.create shop.models:Base URL`."""

import asyncio

from sqlalchemy import MetaData, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from backend.tests.harness.adopted.builders import build_guarded
from backend.tests.harness.adopted.joining import make_importable
from backend.tests.harness.adopted.references import resolve
from backend.tests.harness.adopted.wiring import WiringError, wiring


async def create(metadata: MetaData, url: str) -> None:
    # The harness's own driver: the tables are the same with any.
    address = make_url(url).set(drivername="postgresql+asyncpg", query={})
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


def metadata_of(reference: str) -> MetaData:
    # The application's import makes every table known, also those in modules of their own.
    resolve("app", wiring().app)
    found = resolve("schema", reference)
    metadata = getattr(found, "metadata", found)
    if not isinstance(metadata, MetaData):
        raise WiringError(f"schema={reference!r} is no MetaData and no declarative base.")
    return metadata


def main(reference: str, url: str) -> None:
    make_importable(wiring().folders)
    asyncio.run(create(metadata_of(reference), url))


if __name__ == "__main__":
    build_guarded(main)
