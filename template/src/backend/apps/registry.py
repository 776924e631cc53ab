"""The apps this service is made of; importing it knows every table."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
