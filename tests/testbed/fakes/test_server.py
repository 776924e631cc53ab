"""One port serves fake after fake, and no test gets away with what it did not prove."""

import httpx
import pytest
from httpx import AsyncClient

from backend.tests.harness.fakes.faults import Cut, Hang
from backend.tests.harness.fakes.samples import IMPATIENT, Greeter, Greeting
from backend.tests.harness.fakes.server import FakeServer, open_server


async def test_the_next_fake_knows_nothing_of_the_last(
    fake_server: FakeServer, greeter: Greeter, caller: AsyncClient
) -> None:
    await caller.post("/greetings", json=Greeting(name="Ada").model_dump())

    async with fake_server.running(Greeter()) as other:
        assert other.url == greeter.url
        assert other.asked == []


async def test_a_fault_that_nobody_met_fails_the_test(fake_server: FakeServer) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"Greeter was never asked .* Cut\(\)"):
        async with fake_server.running(Greeter()) as greeter:
            greeter.will(Cut())


async def test_a_bug_in_a_fake_fails_the_test(fake_server: FakeServer) -> None:
    async with AsyncClient(base_url=fake_server.url, trust_env=False) as caller:
        with pytest.raises(ValueError, match="validation error for Greeting"):
            async with fake_server.running(Greeter()):
                await caller.post("/greetings", content=b"no greeting")


async def test_nobody_is_left_hanging_on_a_port_that_closes() -> None:
    async with open_server() as server, server.running(Greeter()) as greeter:
        greeter.will(Hang())
        async with AsyncClient(base_url=greeter.url, trust_env=False) as caller:
            with pytest.raises(httpx.ReadTimeout):
                await caller.get("/", timeout=IMPATIENT)

    async with AsyncClient(base_url=greeter.url, trust_env=False) as caller:
        with pytest.raises(httpx.ConnectError):
            await caller.get("/")
