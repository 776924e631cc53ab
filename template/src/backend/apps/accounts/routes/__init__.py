"""Accounts over HTTP."""

from fastapi import APIRouter

from backend.apps.accounts.routes import auth, invitations, me, members, organizations

router = APIRouter()
router.include_router(auth.router)
router.include_router(me.router)
router.include_router(organizations.router)
router.include_router(members.router)
router.include_router(invitations.router)
