"""Registration, login, refresh and logout over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.accounts.dependencies import (
    AuthenticationServiceDep,
    LoginServiceDep,
    RegistrationServiceDep,
)
from backend.apps.accounts.schemas import (
    Credentials,
    PresentedToken,
    Registration,
    RegistrationReceived,
    TokenPair,
)
from backend.core.dependencies import ClientNetworkDep
from backend.core.schemas import problems

router = APIRouter(prefix="/auth", tags=["auth"])

TOO_MANY = problems(HTTPStatus.TOO_MANY_REQUESTS)
REFUSED = problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)


@router.post("/register", status_code=HTTPStatus.ACCEPTED, responses=TOO_MANY)
async def register_user(
    new: Registration, network: ClientNetworkDep, service: RegistrationServiceDep
) -> RegistrationReceived:
    await service.register(new, network)
    return RegistrationReceived(email=new.email)


@router.post("/login", responses=REFUSED)
async def log_in(
    given: Credentials, network: ClientNetworkDep, service: LoginServiceDep
) -> TokenPair:
    return await service.log_in(given, network)


@router.post("/refresh", responses=REFUSED)
async def refresh_tokens(
    presented: PresentedToken, network: ClientNetworkDep, service: AuthenticationServiceDep
) -> TokenPair:
    return await service.refresh(presented.refresh_token, network)


@router.post("/logout", status_code=HTTPStatus.NO_CONTENT)
async def log_out(presented: PresentedToken, service: AuthenticationServiceDep) -> None:
    await service.log_out(presented.refresh_token)
