"""Writes digests: one mail to each reader about the tenders that fit a profile."""

from collections.abc import Iterator

from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.events import MatchedTender, TendersMatched
from backend.core.outbox import Outbox

LONGEST_SUBJECT = 200


class DigestService:
    def __init__(
        self,
        deliveries: DeliveryRepository,
        outbox: Outbox,
        settings: DeliveriesSettings,
    ) -> None:
        self.deliveries = deliveries
        self.outbox = outbox
        self.settings = settings

    async def write(self, matched: TendersMatched) -> None:
        """Write to every reader who does not have this digest yet."""
        readers = await self.deliveries.readers_of(matched.organization_id)
        if not readers or not matched.tenders:
            return
        digest = {
            "digest_id": matched.id,
            "profile_id": matched.profile_id,
            "subject": subject_of(matched),
            "text": text_of(matched),
            "attempts_allowed": self.settings.delivery_attempts,
        }
        written = [{**digest, "recipient": reader} for reader in readers]
        for delivery_id in await self.deliveries.add_new(matched.organization_id, written):
            await self.outbox.publish(DeliveryDue(delivery_id=delivery_id))


def subject_of(matched: TendersMatched) -> str:
    count = len(matched.tenders)
    tenders = "1 new tender" if count == 1 else f"{count} new tenders"
    return one_line(f"{tenders} for {matched.profile_name}")[:LONGEST_SUBJECT]


def text_of(matched: TendersMatched) -> str:
    best_first = sorted(matched.tenders, key=lambda tender: (-tender.score, tender.title))
    return "\n\n".join(paragraph_of(tender) for tender in best_first) + "\n"


def paragraph_of(tender: MatchedTender) -> str:
    return "\n".join(lines_of(tender))


def lines_of(tender: MatchedTender) -> Iterator[str]:
    yield one_line(tender.title)
    yield one_line(f"{tender.buyer}, {tender.country}")
    if tender.value is not None:
        yield f"Value: {tender.value / 100:,.2f} {tender.currency or 'EUR'}"
    if tender.deadline is not None:
        yield f"Deadline: {tender.deadline:%Y-%m-%d %H:%M %Z}"
    yield tender.url


def one_line(text: str) -> str:
    """What comes from a feed may hold line breaks, and a header may not."""
    return " ".join(text.split())
