"""A question to somebody else's service."""

from httpx import Request

from backend.core.http import RemoteService
from backend.tests.harness.fakes.samples import Greeting

ADA = Greeting(name="Ada")
BODY_LIMIT = 1024


async def greet(remote: RemoteService) -> Greeting:
    return await remote.ask(request_to(remote), Greeting)


def request_to(remote: RemoteService) -> Request:
    return remote.http.build_request("POST", "/greetings", json=ADA.model_dump())
