"""A fake that is as small as they come, for the tests of what all of them share."""

from httpx import Timeout
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend.tests.harness.fakes.service import FakeService

PATIENT = Timeout(5)
# Only for the answer: a connection may take its time on a busy machine.
IMPATIENT = Timeout(5, read=0.05)


class Greeting(BaseModel):
    name: str


class Greeter(FakeService):
    """Greets whoever it is told about, and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.greeted: list[str] = []

    def routes(self) -> list[Route]:
        return [Route("/greetings", self.greet, methods=["POST"])]

    async def greet(self, request: Request) -> JSONResponse:
        greeting = Greeting.model_validate_json(await request.body())
        self.greeted.append(greeting.name)
        return JSONResponse(greeting.model_dump())
