"""Wires the service."""

from typing import Annotated

from fastapi import Depends, Query

from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.schemas import TenderMatchQuery, TenderQuery
from backend.apps.tenders.service.tenders import TenderService
from backend.core.dependencies import SessionDep


async def get_tender_service(session: SessionDep) -> TenderService:
    return TenderService(TenderRepository(session), TenderMatchRepository(session))


TenderServiceDep = Annotated[TenderService, Depends(get_tender_service)]
TenderQueryDep = Annotated[TenderQuery, Query()]
TenderMatchQueryDep = Annotated[TenderMatchQuery, Query()]
