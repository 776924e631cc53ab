"""Public tenders over HTTP; every user sees the same ones."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import CurrentUserDep
from backend.apps.tenders.dependencies import TenderQueryDep, TenderServiceDep
from backend.apps.tenders.models import Tender
from backend.apps.tenders.schemas import TenderRead
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(prefix="/tenders", tags=["tenders"], responses=problems(HTTPStatus.UNAUTHORIZED))


@router.get("", response_model=Page[TenderRead])
async def list_tenders(
    _: CurrentUserDep, query: TenderQueryDep, service: TenderServiceDep
) -> Rows[Tender]:
    return await service.page(query)


@router.get("/{tender_id}", response_model=TenderRead, responses=problems(HTTPStatus.NOT_FOUND))
async def read_tender(tender_id: UUID, _: CurrentUserDep, service: TenderServiceDep) -> Tender:
    return await service.read(tender_id)
