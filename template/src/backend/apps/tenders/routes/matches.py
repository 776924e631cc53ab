"""What was found for an organization, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.accounts.dependencies import OrganizationMemberDep
from backend.apps.tenders.dependencies import TenderMatchQueryDep, TenderServiceDep
from backend.apps.tenders.models import TenderMatch
from backend.apps.tenders.schemas import TenderMatchRead
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/tender-matches",
    tags=["tenders"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)


@router.get("", response_model=Page[TenderMatchRead])
async def list_tender_matches(
    member: OrganizationMemberDep, query: TenderMatchQueryDep, service: TenderServiceDep
) -> Rows[TenderMatch]:
    return await service.matches_of(member, query)
