"""A fake of the public feed of tenders, as its documentation describes it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend.core.schemas import Schema
from backend.tests.harness.fakes.service import FakeService

MOST_ON_A_PAGE = 1000


class Published(Schema):
    """A tender as the feed publishes it."""

    reference: str
    title: str
    buyer: str
    country: str
    url: str
    cpv_codes: list[str]
    value: int | None
    currency: str | None
    deadline: AwareDatetime | None
    published_at: AwareDatetime
    revised_at: AwareDatetime


Pattern: TypeAlias = Callable[[int], Published]


class FakeFeed(FakeService):
    """Publishes what it is given, in that order, on pages as long as they are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.pattern: Pattern = [].__getitem__
        self.nonsense: list[Any] = []
        self.is_endless = False

    def routes(self) -> list[Route]:
        return [Route("/tenders", self.page)]

    def publish(self, *tenders: Published) -> None:
        self.publish_many(len(tenders), tenders.__getitem__)

    def publish_many(self, count: int, pattern: Pattern) -> None:
        """Publish `count` tenders, each made when it is asked for: the fake holds none of them."""
        self.count, self.pattern = count, pattern

    async def page(self, request: Request) -> JSONResponse:
        limit = min(int(request.query_params["limit"]), MOST_ON_A_PAGE)
        start = int(request.query_params.get("cursor", "after-0").removeprefix("after-"))
        end = start + limit
        wanted = range(start, min(end, self.count))
        items = [self.pattern(index).model_dump(mode="json") for index in wanted]
        is_last = end >= self.count and not self.is_endless
        following = None if is_last else f"after-{end}"
        return JSONResponse({"items": [*self.nonsense, *items], "next": following})
