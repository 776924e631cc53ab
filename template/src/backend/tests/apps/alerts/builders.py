"""Puts alert profiles into the database, with the organization they need."""

from dataclasses import dataclass
from typing import Protocol

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.alerts.factories import AlertProfileFactory
from backend.tests.harness.persistence import Persist


class MakeAlertProfile(Protocol):
    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> AlertProfile:
        """Save a profile, and an organization for it if none is given."""
        ...


@dataclass(frozen=True)
class AlertProfileBuilder:
    """The verb behind the fixture `make_alert_profile`."""

    persist: Persist
    make_organization: MakeOrganization

    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> AlertProfile:
        owner = organization or await self.make_organization()
        return await self.persist(AlertProfileFactory.build(organization_id=owner.id, **columns))
