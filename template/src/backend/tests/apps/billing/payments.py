"""A fake of the payments provider, as its documentation describes it."""

from collections import defaultdict
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.apps.billing.values import AgreementStatus
from backend.tests.apps.billing.settings import OVERRIDES
from backend.tests.harness.fakes.service import FakeService


class Order(BaseModel):
    """What the provider accepts, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: UUID
    plan: str
    amount: Annotated[int, Field(gt=0, strict=True)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Agreement(BaseModel):
    id: str
    reference: UUID
    status: AgreementStatus


class FakePayments(FakeService):
    """Agrees to everything that is well asked, at once; `status` is what it says of new ones."""

    def __init__(self) -> None:
        super().__init__()
        self.status = AgreementStatus.ACTIVE
        self.agreements: dict[UUID, Agreement] = {}
        self.bodies: defaultdict[str, set[bytes]] = defaultdict(set)

    def routes(self) -> list[Route]:
        cancellation = "/v1/subscriptions/{reference:uuid}/cancellation"
        return [
            Route("/v1/subscriptions", self.begin, methods=["POST"]),
            Route(cancellation, self.cancel, methods=["POST"]),
        ]

    async def begin(self, request: Request) -> Response:
        if refusal := await self.refuse(request):
            return refusal
        try:
            order = Order.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse(error.errors(include_context=False), HTTPStatus.BAD_REQUEST)
        return said(self.agree_on(order.reference))

    async def refuse(self, request: Request) -> Response | None:
        """Insist on a key to the account, and on one that stands for this body and no other."""
        if request.headers.get("Authorization") != f"Bearer {OVERRIDES['payments_api_key']}":
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        bodies = self.bodies[request.headers["Idempotency-Key"]]
        bodies.add(await request.body())
        return Response(status_code=HTTPStatus.CONFLICT) if len(bodies) > 1 else None

    def agree_on(self, reference: UUID) -> Agreement:
        """Remember an agreement as an earlier order would have made it."""
        made = len(self.agreements) + 1
        agreement = Agreement(id=f"sub_{made:04}", reference=reference, status=self.status)
        return self.agreements.setdefault(reference, agreement)

    async def cancel(self, request: Request) -> Response:
        if refusal := await self.refuse(request):
            return refusal
        known = self.agreements.get(request.path_params["reference"])
        if known is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        cancelled = known.model_copy(update={"status": AgreementStatus.CANCELLED})
        self.agreements[known.reference] = cancelled
        return said(cancelled)


def said(agreement: Agreement) -> Response:
    return JSONResponse(agreement.model_dump(mode="json"))
