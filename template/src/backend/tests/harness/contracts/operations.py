"""The operations of a service: what its routes take, and what its document declares for them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Any, TypeAlias
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.params import Body
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.convertors import FloatConvertor, IntegerConvertor

from backend.tests.harness.contracts.answers import Answer
from backend.tests.harness.contracts.media_types import is_json
from backend.tests.harness.contracts.places import place_of

Document: TypeAlias = dict[str, Any]
NOBODY = UUID(int=0)


@dataclass(eq=False)
class Operation:
    """One method of one path. Its part of the document is made when it is first asked for."""

    app: FastAPI
    method: str
    path: str
    context: RouteContext

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def place(self) -> str:
        """Return the file and the line of its endpoint, as one types it here."""
        return place_of(self.context.endpoint)

    @property
    def media_type(self) -> str | None:
        """Return the media type of the body that it takes; None if it takes no body."""
        field = self.context.body_field
        return field.field_info.media_type if field and isinstance(field.field_info, Body) else None

    @property
    def has_body(self) -> bool:
        return self.media_type is not None

    @property
    def body(self) -> type[object]:
        """Return the annotation of its JSON body; NoneType if it takes none, or a form."""
        if not is_json(self.media_type or ""):
            return NoneType
        return self.context.body_field.field_info.annotation or NoneType

    @property
    def has_query(self) -> bool:
        return bool(self.context.dependant.query_params)

    @property
    def query(self) -> list[str]:
        """Return the names of its query parameters, those of its dependencies included."""
        parameters = self.description.get("parameters", ())
        return [parameter["name"] for parameter in parameters if parameter["in"] == "query"]

    @property
    def security(self) -> set[str]:
        """Return the names of the security schemes that it declares."""
        return {name for scheme in self.description.get("security", ()) for name in scheme}

    @property
    def depends_on_something(self) -> bool:
        return bool(self.context.dependant.dependencies)

    def declares(self, status: int) -> bool:
        """Say whether its route names this status; what every route may answer is not asked."""
        return status in (self.context.responses or {})

    def url(self, **keys: object) -> str:
        """Return its path; a parameter that is not given gets a value that nothing has."""
        absent = {
            name: 0 if isinstance(convertor, IntegerConvertor | FloatConvertor) else NOBODY
            for name, convertor in self.context.param_convertors.items()
        }
        return self.path.format_map(defaultdict(lambda: NOBODY, absent | keys))

    @cached_property
    def document(self) -> Document:
        # Of this route alone: the whole document takes most of a tenth of a second, and a run of
        # one test needs one operation.
        part = get_openapi(title="", version="", routes=[self.context])
        completed: Document = getattr(self.app, "complete", dict)(part)
        return completed

    @cached_property
    def description(self) -> Document:
        described: Document = self.document["paths"][self.path][self.method.lower()]
        return described

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """Return what it declares, by status: "200", a range such as "4XX", or "default"."""
        components = self.document.get("components", {})
        return {
            status: Answer(declared.get("content", {}), components)
            for status, declared in self.description["responses"].items()
        }

    def declared_as(self, status: int) -> str | None:
        """Return the most specific key of `answers` that covers this status, or None."""
        keys = (str(status), f"{status // 100}XX", "default")
        return next((key for key in keys if key in self.answers), None)


def operations_of(app: FastAPI) -> list[Operation]:
    """Return every operation that the document of `app` describes; no webhook, no callback."""
    return list(find_operations(app))


def find_operations(app: FastAPI) -> Iterator[Operation]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and context.include_in_schema:
            for method in sorted(context.methods or ()):
                yield Operation(app, method, str(context.path_format), context)
