"""Compares watches with tenders, in one statement, whatever else is compared at the same time."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnExpressionArgument,
    RowMapping,
    Select,
    TextClause,
    func,
    select,
    text,
    true,
)
from sqlalchemy.orm import joinedload

from backend.apps.tenders.models import TenderMatch
from backend.apps.tenders.schemas import TenderMatchQuery
from backend.apps.tenders.values import CURRENCY, MatchOrder
from backend.core.clock import utc_now
from backend.core.pagination import Rows
from backend.core.repository import Repository

ORDERS: dict[MatchOrder, ColumnExpressionArgument[Any]] = {
    MatchOrder.BEST: TenderMatch.score.desc(),
    MatchOrder.NEWEST: TenderMatch.created_at.desc(),
}
BATCH = 100
LOCK = func.hashtext("tenders.matching")

# A tender fits if it has a keyword or a code that the profile names, and nothing speaks against
# it: not the country, not the value (where it is told, in our currency), not the deadline.
MATCH = """
WITH found AS (
    INSERT INTO tender_matches (id, created_at, organization_id, profile_id, tender_id, score)
    SELECT
        gen_random_uuid(), :now, watch.organization_id, watch.profile_id, tender.id,
        (
            cardinality(ARRAY(
                SELECT unnest(watch.keywords) INTERSECT SELECT unnest(tender.keywords)
            )) + cardinality(ARRAY(
                SELECT unnest(watch.cpv_codes) INTERSECT SELECT unnest(tender.cpv_codes)
            ))
        )::float / (cardinality(watch.keywords) + cardinality(watch.cpv_codes))
    FROM watches AS watch
    JOIN tenders AS tender ON
        (watch.keywords && tender.keywords OR watch.cpv_codes && tender.cpv_codes)
        AND (watch.countries = '{{}}' OR tender.country = ANY (watch.countries))
        AND (
            tender.value IS NULL
            OR tender.currency IS DISTINCT FROM :currency
            OR tender.value BETWEEN
                coalesce(watch.min_value, tender.value) AND coalesce(watch.max_value, tender.value)
        )
        AND (tender.deadline IS NULL OR tender.deadline > :now)
    WHERE watch.is_active AND {those}
    ON CONFLICT (profile_id, tender_id) DO NOTHING
    RETURNING organization_id, profile_id, tender_id, score
)
SELECT found.*, watch.name, tender.title, tender.buyer, tender.country, tender.url,
    tender.deadline, tender.value, tender.currency
FROM found
JOIN watches AS watch USING (profile_id)
JOIN tenders AS tender ON tender.id = found.tender_id
ORDER BY profile_id, score DESC, tender_id
"""
OF_TENDERS = text(MATCH.format(those="tender.id = ANY (:tender_ids)"))
OF_A_PROFILE = text(MATCH.format(those="watch.profile_id = :profile_id"))

Found: TypeAlias = Sequence[RowMapping]


class TenderMatchRepository(Repository[TenderMatch]):
    model = TenderMatch

    async def page_in(self, organization_id: UUID, query: TenderMatchQuery) -> Rows[TenderMatch]:
        of_profile = TenderMatch.profile_id == query.profile_id if query.profile_id else true()
        return await self.page(
            query,
            TenderMatch.organization_id == organization_id,
            TenderMatch.score >= query.min_score,
            of_profile,
            order=ORDERS[query.order],
        )

    async def keep_profiles(self) -> None:
        """Until this transaction is over; tenders may come in side by side."""
        await self.session.execute(select(func.pg_advisory_xact_lock_shared(LOCK)))

    async def keep_tenders(self) -> None:
        """Let no tender come in until this transaction is over."""
        await self.session.execute(select(func.pg_advisory_xact_lock(LOCK)))

    def match_tenders(self, tender_ids: Sequence[UUID]) -> AsyncIterator[Found]:
        """Add what these tenders match, and yield it profile by profile, a batch at a time."""
        return self._stream(OF_TENDERS, tender_ids=list(tender_ids))

    def match_profile(self, profile_id: UUID) -> AsyncIterator[Found]:
        return self._stream(OF_A_PROFILE, profile_id=profile_id)

    async def _stream(self, statement: TextClause, **given: object) -> AsyncIterator[Found]:
        given = {"now": utc_now(), "currency": CURRENCY, **given}
        # A new profile may match all there is: what is found is not held all at once.
        found = await self.session.stream(statement, given)
        async for batch in found.mappings().partitions(BATCH):
            yield batch

    def rows(self, *where: ColumnExpressionArgument[bool]) -> Select[TenderMatch]:
        return super().rows(*where).options(joinedload(TenderMatch.tender, innerjoin=True))
