"""The public feed of tenders, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from backend.apps.tenders.schemas import FeedPage, FeedTender
from backend.core.http import RemoteService


@dataclass(frozen=True)
class Page:
    """What was on a page, without what was no tender."""

    tenders: list[FeedTender]
    rejected: int
    next: str | None


class Feed:
    def __init__(self, remote: RemoteService, page_size: int) -> None:
        self.remote = remote
        self.page_size = page_size

    async def page(self, cursor: str | None) -> Page:
        """Raises OutageError and RefusedError."""
        where = {"cursor": cursor} if cursor else {}
        request = self.remote.http.build_request(
            "GET", "/tenders", params={"limit": self.page_size, **where}
        )
        answer = await self.remote.ask(request, FeedPage)
        tenders = list(readable(answer.items))
        return Page(tenders, len(answer.items) - len(tenders), answer.next)


def readable(items: list[Any]) -> Iterator[FeedTender]:
    for item in items:
        try:
            yield FeedTender.model_validate(item)
        except ValidationError:
            continue
