"""Reading and writing one table, without ever ending the transaction."""

from uuid import UUID

import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFoundError
from backend.core.pagination import PageParams
from backend.tests.core.tables import Books, ProbeBook

NOBODYS_ID = UUID(int=0)


async def add_books(books: Books, *titles: str) -> list[ProbeBook]:
    return [await books.add(ProbeBook(title=title)) for title in titles]


async def test_a_row_is_got_by_its_id(books: Books) -> None:
    emma, _ = await add_books(books, "Emma", "Persuasion")

    assert await books.get(emma.id) is emma


async def test_getting_what_is_not_there_says_so(books: Books) -> None:
    with pytest.raises(NotFoundError, match=f"^ProbeBook {NOBODYS_ID} does not exist.$"):
        await books.get(NOBODYS_ID)


async def test_a_row_is_found_by_a_condition(books: Books) -> None:
    _, persuasion = await add_books(books, "Emma", "Persuasion")

    assert await books.find(ProbeBook.title == "Persuasion") is persuasion


async def test_finding_nothing_is_none(books: Books) -> None:
    assert await books.find(ProbeBook.title == "Emma") is None


async def test_all_rows_come_in_the_order_of_their_making(books: Books) -> None:
    added = await add_books(books, "Persuasion", "Emma", "Lady Susan")

    assert await books.all() == added


async def test_all_rows_come_in_the_order_of_their_keys(books: Books) -> None:
    last, first = [
        await books.add(ProbeBook(id=UUID(int=key), title=f"No. {key}")) for key in (2, 1)
    ]

    assert await books.all() == [first, last]


async def test_all_rows_of_a_condition(books: Books) -> None:
    emma, _ = await add_books(books, "Emma", "Persuasion")

    assert await books.all(ProbeBook.title.startswith("E")) == [emma]


async def test_a_page_is_a_slice_that_knows_the_whole(books: Books) -> None:
    added = await add_books(books, "one", "two", "three", "four")

    page = await books.page(PageParams(limit=2, offset=1))

    assert page.items == added[1:3]
    assert (page.total, page.limit, page.offset) == (4, 2, 1)


async def test_a_page_counts_only_what_it_was_asked_for(books: Books) -> None:
    emma, _ = await add_books(books, "Emma", "Persuasion")

    page = await books.page(PageParams(), ProbeBook.title == "Emma")

    assert page.items == [emma]
    assert page.total == 1


async def test_a_page_has_the_order_it_was_asked_for(books: Books) -> None:
    await add_books(books, "Emma", "Persuasion", "Lady Susan")

    page = await books.page(PageParams(limit=2), order=ProbeBook.title.desc())

    assert [book.title for book in page.items] == ["Persuasion", "Lady Susan"]


async def test_what_the_order_leaves_open_is_as_it_was_made(books: Books) -> None:
    added = await add_books(books, "one", "two", "three")

    page = await books.page(PageParams(), order=ProbeBook.shelf_id)

    assert page.items == added


async def test_a_page_beyond_the_end_is_empty(books: Books) -> None:
    await add_books(books, "Emma")

    page = await books.page(PageParams(offset=1))

    assert page.items == []
    assert page.total == 1


async def test_adding_gives_a_row_its_key_at_once(books: Books) -> None:
    (emma,) = await add_books(books, "Emma")

    assert inspect(emma).identity == (emma.id,)


async def test_removing_takes_a_row_away_at_once(books: Books) -> None:
    emma, persuasion = await add_books(books, "Emma", "Persuasion")

    await books.remove(emma)

    assert inspect(emma).deleted
    assert await books.all() == [persuasion]


async def test_nothing_is_committed(books: Books, session: AsyncSession) -> None:
    await add_books(books, "Emma")
    await books.session.rollback()

    assert await Books(session).all() == []
