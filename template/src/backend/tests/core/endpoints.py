"""A tiny service whose endpoints use their session well and badly."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from faker import Faker
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.core.dependencies import ClientAddressDep, SessionDep
from backend.core.errors import ForbiddenError
from backend.runtime.errors import install_error_handlers
from backend.tests.core import streams
from backend.tests.core.tables import Books, ProbeBook, ProbeShelf, Shelves, insert_twice

router = APIRouter()


async def get_books(session: SessionDep) -> Books:
    return Books(session)


async def get_shelves(session: SessionDep) -> Shelves:
    return Shelves(session)


BooksDep = Annotated[Books, Depends(get_books)]
ShelvesDep = Annotated[Shelves, Depends(get_shelves)]


@router.post("/books/{title}", status_code=HTTPStatus.CREATED)
async def add_book(title: str, session: SessionDep) -> None:
    """Leaves the INSERT to the commit, so a taken title is noticed there and not before."""
    session.add(ProbeBook(title=title))


@router.post("/books/{title}/refused")
async def add_book_and_refuse(title: str, books: BooksDep) -> None:
    await books.add(ProbeBook(title=title))
    raise ForbiddenError("Not today.")


@router.post("/books/{title}/on-no-shelf", status_code=HTTPStatus.CREATED)
async def add_book_on_no_shelf(title: str, books: BooksDep) -> None:
    await books.add(ProbeBook(title=title, shelf_id=Faker().uuid4(cast_to=None)))


@router.post("/shelves/{name}/books/{title}", status_code=HTTPStatus.CREATED)
async def add_shelf_and_book(name: str, title: str, shelves: ShelvesDep, books: BooksDep) -> None:
    shelf = await shelves.add(ProbeShelf(name=name))
    await books.add(ProbeBook(title=title, shelf_id=shelf.id))


@router.post("/shelves/{name}/twice", status_code=HTTPStatus.CREATED)
async def add_shelf_twice(name: str, session: SessionDep) -> None:
    await insert_twice(session, name)


@router.get("/books/{title}/shelf")
async def read_shelf_that_was_not_loaded(title: str, session: SessionDep) -> str | None:
    book = (await session.scalars(select(ProbeBook).where(ProbeBook.title == title))).one()
    return book.shelf.name if book.shelf else None


@router.get("/one-session")
async def compare_sessions(shelves: ShelvesDep, books: BooksDep) -> bool:
    return shelves.session is books.session


@router.get("/client")
async def read_client_address(address: ClientAddressDep) -> str:
    return address


def create_probe_app() -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    for part in (router, streams.lasting, streams.ended):
        app.include_router(part)
    return app


def before_each_byte(app: ASGIApp, look: Callable[[], Awaitable[None]]) -> ASGIApp:
    """Look at the world at the moment an answer is about to leave `app`."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def look_and_send(message: Message) -> None:
            await look()
            await send(message)

        await app(scope, receive, look_and_send)

    return watched
