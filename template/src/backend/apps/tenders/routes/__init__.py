"""Tenders over HTTP."""

from fastapi import APIRouter

from backend.apps.tenders.routes import matches, tenders

router = APIRouter()
router.include_router(tenders.router)
router.include_router(matches.router)
