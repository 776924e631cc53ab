"""What several tests begin with, made of several rows that belong together."""

from dataclasses import dataclass

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import TenderMatch, Watch
from backend.tests.apps.tenders.builders import MakeTenderMatch, MakeWatch

SCORES = (0.25, 1.0, 0.5)


@dataclass(frozen=True)
class MatchedProfile:
    """A profile that is watched for, and its matches from the oldest to the newest."""

    watch: Watch
    matches: list[TenderMatch]

    @property
    def best_first(self) -> list[TenderMatch]:
        return sorted(self.matches, key=lambda match: match.score, reverse=True)


async def make_matched_profile(
    organization: Organization, make_watch: MakeWatch, make_tender_match: MakeTenderMatch
) -> MatchedProfile:
    watch = await make_watch(organization=organization)
    matches = [
        await make_tender_match(organization=organization, profile_id=watch.profile_id, score=score)
        for score in SCORES
    ]
    return MatchedProfile(watch, matches)
