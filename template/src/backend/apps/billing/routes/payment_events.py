"""What the payments provider tells us, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.billing.dependencies import EventIdDep, PaymentEventServiceDep
from backend.apps.billing.schemas import PaymentEvent
from backend.core.schemas import problems

router = APIRouter(prefix="/payment-events", tags=["billing"])


@router.post("", status_code=HTTPStatus.NO_CONTENT, responses=problems(HTTPStatus.UNAUTHORIZED))
async def receive_payment_event(
    event: PaymentEvent, event_id: EventIdDep, service: PaymentEventServiceDep
) -> None:
    await service.receive(event_id, event)
