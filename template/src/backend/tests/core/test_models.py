"""What every table has: a key that sorts by time, a moment with a zone, constraints with names."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import utc_now
from backend.core.models import Model
from backend.tests.core.tables import Books, Probe, ProbeBook


async def test_keys_sort_in_the_order_of_their_making(books: Books) -> None:
    rows = [await books.add(ProbeBook(title=title)) for title in ("one", "two", "three")]

    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert {row.id.version for row in rows} == {7}


async def test_a_row_knows_when_it_was_made(books: Books, session: AsyncSession) -> None:
    before = utc_now()
    book = await books.add(ProbeBook(title="Emma"))
    await books.session.commit()

    created_at = await session.scalar(select(ProbeBook.created_at).where(ProbeBook.id == book.id))

    assert created_at is not None
    assert before <= created_at <= utc_now()


def test_every_constraint_has_a_name() -> None:
    table = Probe.metadata.tables["probe_books"]

    assert {constraint.name for constraint in table.constraints} == {
        "pk_probe_books",
        "uq_probe_books_title",
        "fk_probe_books_shelf_id",
    }


def test_the_probes_are_no_part_of_the_schema() -> None:
    assert not Probe.metadata.tables.keys() & Model.metadata.tables.keys()


async def test_removing_what_is_gone_already_is_fine(books: Books) -> None:
    book = await books.add(ProbeBook(title="Emma"))
    behind_our_back = delete(ProbeBook).execution_options(synchronize_session=False)
    await books.session.execute(behind_our_back)

    await books.remove(book)

    assert await books.all() == []
