"""Events that nothing in the service publishes or hears of."""

from backend.core.events import Event


class Greeted(Event):
    name: str


class Parted(Event):
    name: str
