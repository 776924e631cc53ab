"""Queries over tenders."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument
from sqlalchemy.dialects.postgresql import insert

from backend.apps.tenders.models import Tender
from backend.apps.tenders.schemas import FeedTender, TenderQuery
from backend.apps.tenders.values import phrases_of
from backend.core.pagination import Rows
from backend.core.repository import Repository

# What a new version of a tender may change.
REVISABLE = [*FeedTender.model_fields.keys() - {"reference"}, "keywords"]


class TenderRepository(Repository[Tender]):
    model = Tender

    async def page_of(self, query: TenderQuery) -> Rows[Tender]:
        return await self.page(query, *conditions(query), order=Tender.published_at.desc())

    async def save(self, tenders: Iterable[FeedTender]) -> list[UUID]:
        """Insert what is new, revise what is newer, and return the keys of both."""
        rows = [
            {**tender.model_dump(), "keywords": phrases_of(tender.title)}
            for tender in newest_versions(tenders)
        ]
        if not rows:
            return []
        new = insert(Tender)
        saved = new.on_conflict_do_update(
            index_elements=[Tender.reference],
            set_={column: new.excluded[column] for column in REVISABLE},
            where=new.excluded.revised_at > Tender.revised_at,
        )
        return list(await self.session.scalars(saved.returning(Tender.id), rows))


def newest_versions(tenders: Iterable[FeedTender]) -> list[FeedTender]:
    """One of each, for a statement cannot change a row twice.

    In the order of their names, so that of two runs that meet, one waits and none blocks both.
    """
    newest: dict[str, FeedTender] = {}
    for tender in sorted(tenders, key=lambda one: (one.reference, one.revised_at)):
        newest[tender.reference] = tender
    return list(newest.values())


def conditions(query: TenderQuery) -> Iterator[ColumnExpressionArgument[bool]]:
    # `contains` is @>, the operator that the index answers.
    if query.keyword is not None:
        yield Tender.keywords.contains([query.keyword.lower()])
    if query.cpv_code is not None:
        yield Tender.cpv_codes.contains([query.cpv_code])
    if query.country is not None:
        yield Tender.country == query.country
