"""Wires the service."""

from typing import Annotated

from fastapi import Depends, Query

from backend.apps.alerts.repository import AlertProfileRepository
from backend.apps.alerts.schemas import AlertProfileQuery
from backend.apps.alerts.service import AlertProfileService
from backend.core.dependencies import SessionDep
from backend.core.outbox import Outbox


async def get_alert_profile_service(session: SessionDep) -> AlertProfileService:
    return AlertProfileService(AlertProfileRepository(session), Outbox(session))


AlertProfileServiceDep = Annotated[AlertProfileService, Depends(get_alert_profile_service)]
AlertProfileQueryDep = Annotated[AlertProfileQuery, Query()]
