"""What the lifespan would share with every request, made of a test's own parts."""

from backend.apps.settings import Settings
from backend.core.dependencies import State
from backend.core.security import create_password_hash
from backend.tests.harness.sandbox import Sandbox


def state_of(settings: Settings, sandbox: Sandbox) -> State:
    return State(
        settings=settings,
        sessionmaker=sandbox.sessionmaker,
        redis=sandbox.redis,
        password_hash=create_password_hash(settings),
    )
