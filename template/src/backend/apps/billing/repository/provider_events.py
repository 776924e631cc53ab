"""Events of the provider, each of them once."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from backend.apps.billing.models import ProviderEvent
from backend.core.repository import Repository


class ProviderEventRepository(Repository[ProviderEvent]):
    model = ProviderEvent

    async def add_once(self, **columns: Any) -> bool:  # noqa: ANN401 - a row's columns
        """Say whether it is new. Of two at the same moment, one waits for the other's commit."""
        added = (
            insert(ProviderEvent)
            .values(**columns)
            .on_conflict_do_nothing(index_elements=[ProviderEvent.event_id])
            .returning(ProviderEvent.id)
        )
        return await self.session.scalar(added) is not None
