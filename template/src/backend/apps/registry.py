"""The apps this service is made of; importing it knows every table."""

from fastapi import APIRouter

from backend.apps.accounts.routes import router as accounts

ROUTERS: tuple[APIRouter, ...] = (accounts,)
