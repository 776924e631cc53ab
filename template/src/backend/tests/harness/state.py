"""What the lifespan would share with every request, made of a test's own parts."""

from backend.core.dependencies import State, with_resources
from backend.core.security import create_password_hash
from backend.core.settings import CoreSettings
from backend.tests.harness.sandbox import Sandbox


def state_of(settings: CoreSettings, sandbox: Sandbox) -> State:
    state = State(
        settings=settings,
        sessionmaker=sandbox.sessionmaker,
        redis=sandbox.redis,
        password_hash=create_password_hash(settings),
    )
    return with_resources(state, sandbox.resources)
