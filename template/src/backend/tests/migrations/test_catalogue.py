"""Equal definitions have equal texts, however PostgreSQL has read them."""

import pytest
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.migrations.catalogue import modelled, renamed
from backend.tests.migrations.places import models

AS_WRITTEN = (
    "((note)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"
)
READ_AGAIN = (
    "((note)::text = ANY (ARRAY[('b'::character varying)::text, ('a'::character varying)::text]))"
)


@pytest.mark.parametrize("said", [AS_WRITTEN, READ_AGAIN])
def test_words_have_no_order_and_one_way_to_be_cast(said: str) -> None:
    assert renamed(said, {}) == (
        "((note)::text = ANY (ARRAY['a'::character varying, 'b'::character varying]))"
    )


def test_a_schema_is_named_as_what_it_stands_for() -> None:
    said = "CREATE INDEX by_name ON testbed_models_1.entries USING btree (name)"

    assert renamed(said, {"testbed_models_1": "ledger"}) == (
        "CREATE INDEX by_name ON ledger.entries USING btree (name)"
    )


def schemas_left(connection: Connection, metadata: MetaData) -> list[str]:
    assert modelled(connection, metadata)
    return inspect(connection).get_schema_names()


async def test_what_the_models_would_create_leaves_nothing(alembic_engine: AsyncEngine) -> None:
    async with alembic_engine.connect() as connection:
        left = await connection.run_sync(schemas_left, models())

    assert left == ["information_schema", "public"]
