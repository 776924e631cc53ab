"""The least that answers the same: FastAPI, the same SQL and drivers, and nothing around them."""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.schemas import (
    Credentials,
    OrganizationCreate,
    OrganizationRead,
    UserRead,
)
from backend.apps.accounts.values import Role
from backend.core.database import asyncpg_url

KEY = os.environ["SECRET_KEY"]
PING = "PING" in os.environ
app = FastAPI()
engine = create_async_engine(asyncpg_url(os.environ["DATABASE_URL"]), pool_pre_ping=PING)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def begin_session() -> AsyncIterator[AsyncSession]:
    async with sessions.begin() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(begin_session, scope="function")]
BearerDep = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


async def find_user(session: SessionDep, presented: BearerDep) -> User | None:
    claims: dict[str, Any] = jwt.decode(presented.credentials, KEY, algorithms=["HS256"])
    return await session.scalar(select(User).where(User.id == claims["sub"], User.is_active))


UserDep = Annotated[User, Depends(find_user)]


@app.get("/v1/me", response_model=UserRead)
async def read_me(user: UserDep) -> User:
    return user


@app.post("/v1/organizations", response_model=OrganizationRead, status_code=201)
async def create_organization(
    new: OrganizationCreate, user: UserDep, session: SessionDep
) -> Organization:
    organization = Organization(name=new.name)
    session.add(organization)
    await session.flush()
    session.add(Membership(organization=organization, user=user, role=Role.OWNER))
    await session.flush()
    return organization


@app.get("/livez")
async def report_alive() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/auth/login")
async def log_in(credentials: Credentials) -> None:
    """Do nothing; only bodies that are refused are sent here."""
