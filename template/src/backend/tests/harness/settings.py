"""Settings that depend on nothing but the test: the developer's environment stays outside."""

from pydantic import BaseModel

from backend.apps.settings import Settings
from backend.core.settings import DEVELOPMENT_SECRET_KEY, CoreSettings, Environment, compose
from backend.tests.apps.settings import OVERRIDES

NOWHERE = {
    "database_url": "postgresql://nobody@127.0.0.1:1/nowhere",
    "redis_url": "redis://127.0.0.1:1/0",
}
# What production insists on; the key signs nothing anywhere.
PRODUCTION = {
    "environment": Environment.PRODUCTION,
    "secret_key": "a-key-of-more-than-thirty-two-characters",
    "password_time_cost": 3,
    "password_memory_kib": 65_536,
}
CHEAP_HASHES = {"password_time_cost": 1, "password_memory_kib": 64}
# An eighth of a core is enough for a suite that passes.
ROOM = {"server_patience": 10}


class Hermetic(CoreSettings):
    """Validates what it is given and reads nothing: neither the environment nor a file."""

    def __init__(self, **given: object) -> None:
        BaseModel.__init__(self, **given)


HERMETIC = compose([Hermetic, Settings])


def settings_for_tests(**given: object) -> CoreSettings:
    """Return settings whose servers do not exist, unless `given` names them."""
    defaults = {"environment": Environment.TEST, "secret_key": DEVELOPMENT_SECRET_KEY}
    return HERMETIC(**{**defaults, **NOWHERE, **CHEAP_HASHES, **ROOM, **OVERRIDES, **given})
