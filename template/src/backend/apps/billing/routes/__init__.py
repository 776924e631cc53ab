"""Billing over HTTP."""

from fastapi import APIRouter

from backend.apps.billing.routes import payment_events, subscriptions

router = APIRouter()
router.include_router(subscriptions.router)
router.include_router(payment_events.router)
