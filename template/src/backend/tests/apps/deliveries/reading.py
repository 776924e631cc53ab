"""Reads the dashboard as a member does."""

from dataclasses import dataclass

from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.schemas import Counts, DashboardRead


@dataclass(frozen=True)
class ReadCounts:
    """The verb behind the `read_counts` fixture."""

    client: AsyncClient
    organization: Organization

    async def __call__(self) -> Counts:
        url = f"/v1/organizations/{self.organization.id}/dashboard"
        response = await self.client.get(url)
        return DashboardRead.model_validate(response.json()).total
