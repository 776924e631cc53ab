"""What a fake was asked, as the one who asked meant it."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request

B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True)
class Asked:
    """One request, read to its end."""

    method: str
    path: str
    query: QueryParams
    headers: Headers
    body: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def read(self, kind: type[B]) -> B:
        """Return the body as `kind`. Raises pydantic's ValidationError if it is none."""
        return kind.model_validate_json(self.body)


async def record(request: Request) -> Asked:
    return Asked(
        method=request.method,
        path=request.url.path,
        query=request.query_params,
        headers=request.headers,
        body=await request.body(),
    )
