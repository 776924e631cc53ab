"""The operations of a service, each with what its OpenAPI document promises about it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Any, TypeAlias
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from jsonschema_rs import Draft202012Validator

from backend.runtime.openapi import with_problems

Document: TypeAlias = dict[str, Any]
NOBODY = UUID(int=0)
PARAMETER = re.compile(r"\{[^}]+\}")


# What a body has to be, by its kind of content; empty where there is to be none.
Answer: TypeAlias = dict[str, Draft202012Validator]


@dataclass(eq=False)
class Operation:
    """One method of one path. Its part of the document is made when it is first asked for."""

    method: str
    path: str
    context: RouteContext

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def has_body(self) -> bool:
        return self.context.body_field is not None

    @property
    def body(self) -> type[object]:
        """Return the annotation of what its route takes as a body, if only of nothing."""
        field = self.context.body_field
        return (field.field_info.annotation if field else None) or NoneType

    @property
    def has_query(self) -> bool:
        return bool(self.context.dependant.query_params)

    @property
    def query(self) -> list[str]:
        """Return the names of all that may be asked for behind the question mark."""
        parameters = self.description.get("parameters", ())
        return [parameter["name"] for parameter in parameters if parameter["in"] == "query"]

    @property
    def depends_on_something(self) -> bool:
        return bool(self.context.dependant.dependencies)

    def declares(self, status: int) -> bool:
        """Say whether its route names this status; what every route may answer is not asked."""
        return status in (self.context.responses or {})

    def url(self, **keys: object) -> str:
        """Return its path; a key that is not given is nobody's."""
        return self.path.format_map(defaultdict(lambda: NOBODY, keys))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        literals = map(re.escape, PARAMETER.split(self.path))
        return re.compile("[^/]+".join(literals))

    @cached_property
    def document(self) -> Document:
        # Of this route alone: the whole document takes most of a tenth of a second, and a run of
        # one test needs one operation.
        return with_problems(get_openapi(title="", version="", routes=[self.context]))

    @cached_property
    def description(self) -> Document:
        described: Document = self.document["paths"][self.path][self.method.lower()]
        return described

    @cached_property
    def answers(self) -> dict[int, Answer]:
        return {
            int(status): self.answer(declared.get("content", {}))
            for status, declared in self.description["responses"].items()
        }

    def answer(self, content: Document) -> Answer:
        return {kind: self.validator(described["schema"]) for kind, described in content.items()}

    def validator(self, schema: Document) -> Draft202012Validator:
        components = self.document["components"]
        return Draft202012Validator({**schema, "components": components}, validate_formats=True)


def operations_of(app: FastAPI) -> list[Operation]:
    """Return every operation that the document of `app` describes."""
    return [
        Operation(method, str(context.path_format), context)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and context.include_in_schema
        for method in sorted(context.methods or ())
    ]


def operation_at(operations: Iterable[Operation], method: str, path: str) -> Operation | None:
    return next(
        (one for one in operations if one.method == method and one.pattern.fullmatch(path)), None
    )
