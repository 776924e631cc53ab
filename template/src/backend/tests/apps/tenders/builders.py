"""Puts tenders, watches and matches into the database, with the parents they need."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import Tender, TenderMatch, Watch
from backend.apps.tenders.values import phrases_of
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.tenders.factories import (
    WORKS,
    TenderFactory,
    TenderMatchFactory,
    WatchFactory,
)
from backend.tests.harness.bulk import Pattern
from backend.tests.harness.persistence import Persist

NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)


class MakeTender(Protocol):
    async def __call__(self, **columns: object) -> Tender: ...


class MakeTenders(Protocol):
    async def __call__(self, count: int, pattern: Pattern = ...) -> list[UUID]:
        """Save so many in one statement, each as `pattern(index)` says; return their keys."""
        ...


class MakeWatch(Protocol):
    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> Watch:
        """Save a watch, and an organization for it if none is given."""
        ...


class MakeTenderMatch(Protocol):
    async def __call__(
        self,
        *,
        organization: Organization | None = None,
        tender: Tender | None = None,
        **columns: object,
    ) -> TenderMatch:
        """Save a match; the organization and the tender are made for it if none are given."""
        ...


def one_work_after_the_other(index: int) -> dict[str, object]:
    """Tenders of every kind in turn, each an hour older than the one before."""
    code, work = list(WORKS.items())[index % len(WORKS)]
    published_at = NEWEST - timedelta(hours=index)
    return {
        "reference": f"{index:06}-2026",
        "title": work,
        "keywords": phrases_of(work),
        "cpv_codes": [code],
        "country": "DE",
        "published_at": published_at,
        "revised_at": published_at,
    }


@dataclass(frozen=True)
class TenderBuilders:
    """The verbs behind the fixtures `make_tender`, `make_tenders`, `make_watch` and so on."""

    persist: Persist
    make_organization: MakeOrganization

    async def make_tender(self, **columns: object) -> Tender:
        return await self.persist(TenderFactory.build(**columns))

    async def make_tenders(
        self, count: int, pattern: Pattern = one_work_after_the_other
    ) -> list[UUID]:
        return await self.persist.many(TenderFactory.build(), count, pattern)

    async def make_watch(
        self, *, organization: Organization | None = None, **columns: object
    ) -> Watch:
        owner = organization or await self.make_organization()
        return await self.persist(WatchFactory.build(organization_id=owner.id, **columns))

    async def make_tender_match(
        self,
        *,
        organization: Organization | None = None,
        tender: Tender | None = None,
        **columns: object,
    ) -> TenderMatch:
        owner = organization or await self.make_organization()
        match = TenderMatchFactory.build(
            organization_id=owner.id, tender=tender or await self.make_tender(), **columns
        )
        return await self.persist(match)
