"""The composition root: the only place that knows every part."""

from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from backend.apps.registry import ROUTERS
from backend.core.schemas import problems
from backend.core.settings import CoreSettings, Environment
from backend.runtime import health
from backend.runtime.errors import install_error_handlers
from backend.runtime.lifespan import lifespan
from backend.runtime.middleware.body_deadline import BodyDeadlineMiddleware
from backend.runtime.middleware.head_limit import HeadLimitMiddleware
from backend.runtime.middleware.json_limit import JsonLimitMiddleware
from backend.runtime.middleware.request_context import REQUEST_ID, RequestContextMiddleware
from backend.runtime.middleware.security_headers import SecurityHeadersMiddleware
from backend.runtime.middleware.size_limit import SizeLimitMiddleware
from backend.runtime.middleware.unexpected_errors import UnexpectedErrorsMiddleware
from backend.runtime.openapi import Service

DOCS_URL = "/docs"


def create_app(settings: CoreSettings) -> FastAPI:
    app = Service(
        title=settings.service_name,
        lifespan=partial(lifespan, settings),
        middleware=middleware(settings),
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        docs_url=DOCS_URL,
        swagger_ui_oauth2_redirect_url=None,
        redoc_url=None,
    )
    install_error_handlers(app)
    app.include_router(health.router)
    # Each by itself: FastAPI looks through a router once more for each router around it.
    for router in ROUTERS:
        # Any of them may find PostgreSQL or Redis away.
        app.include_router(router, prefix="/v1", responses=problems(HTTPStatus.SERVICE_UNAVAILABLE))
    return app


def middleware(settings: CoreSettings) -> list[Middleware]:
    """From the outside to the inside."""
    https_only = settings.environment is Environment.PRODUCTION
    return [
        Middleware(RequestContextMiddleware),
        Middleware(SecurityHeadersMiddleware, DOCS_URL, https_only=https_only),
        *cross_origin(settings),
        Middleware(UnexpectedErrorsMiddleware),
        Middleware(HeadLimitMiddleware),
        Middleware(BodyDeadlineMiddleware, settings.request_body_seconds),
        Middleware(SizeLimitMiddleware, settings.request_size_limit),
        Middleware(JsonLimitMiddleware, settings.json_size_limit, settings.json_value_limit),
    ]


def cross_origin(settings: CoreSettings) -> list[Middleware]:
    if not settings.cors_origins:
        return []
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["*"],
        allow_headers=["Authorization", "Content-Type", REQUEST_ID],
        expose_headers=[REQUEST_ID, "Retry-After"],
    )
    return [cors]


def operation_id(route: APIRoute) -> str:
    """The endpoint's name: generated clients then read `clients.write_note(...)`."""
    # An endpoint that answers GET and HEAD is two operations, and an id is the name of one.
    return f"head_{route.name}" if route.methods == {"HEAD"} else route.name
