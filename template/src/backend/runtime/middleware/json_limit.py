"""Refuses JSON that is large, deep, made of many values or no text, before it is parsed."""

import re
from http import HTTPStatus
from itertools import accumulate

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.runtime.middleware.headers import header
from backend.runtime.middleware.size_limit import RequestTooLargeError, SizeLimitMiddleware

# The parser of the standard library recurses, and gives up at about a thousand.
MAX_DEPTH = 100
OPENING = b"[{"
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# Possessive, so that a quote without its end is read once; Python 3.11 is the first to know it.
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
# Half of a pair of surrogates is no character: neither PostgreSQL nor an answer can hold it.
PAIR, OTHER = rb"u[dD][89abAB]..\\u[dD][c-fC-F]..", rb"u(?![dD][89a-fA-F])....|[^u]"
WHOLE_ESCAPE = re.compile(rb"\\(?:" + PAIR + rb"|" + OTHER + rb")", re.DOTALL)


class JsonLimitMiddleware:
    def __init__(self, app: ASGIApp, size_limit: int, value_limit: int) -> None:
        self.app = app
        self.sized = SizeLimitMiddleware(app, size_limit)
        self.value_limit = value_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"json" in header(scope, b"content-type").lower():
            await self.sized(scope, self.limited(receive), send)
        else:
            await self.app(scope, receive, send)

    def limited(self, receive: Receive) -> Receive:
        """Pass the body on; look at the whole of it before its last part."""
        body = bytearray()

        async def receive_within_limit() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            if message["type"] == "http.request" and not message.get("more_body"):
                self.check(bytes(body))
            return message

        return receive_within_limit

    def check(self, body: bytes) -> None:
        # Only UTF-16 and UTF-32 have it, in which quotes cannot be told from halves of letters.
        if b"\0" in body or has_half_character(body):
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        # Most bodies are small enough even if all that is in their strings counted.
        if most_values(body) > min(self.value_limit, MAX_DEPTH):
            skeleton = STRING.sub(b"", body)
            if most_values(skeleton) > self.value_limit:
                raise RequestTooLargeError
            # Where the brackets pair, these are all; where they do not, the parser soon stops.
            brackets = skeleton.translate(None, NO_BRACKETS)[: 2 * self.value_limit]
            if depth(brackets) > MAX_DEPTH:
                raise RequestTooLargeError


def has_half_character(json: bytes) -> bool:
    return rb"\u" in json and rb"\u" in WHOLE_ESCAPE.sub(b"", json)


def most_values(json: bytes) -> int:
    """Return how many values there are at most: each but the first follows one of these."""
    return 1 + json.count(b",") + json.count(b"[") + json.count(b"{")


def depth(brackets: bytes) -> int:
    return max(accumulate(1 if bracket in OPENING else -1 for bracket in brackets), default=0)
