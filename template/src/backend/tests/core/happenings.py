"""Events that nothing in the service publishes or hears of."""

from backend.core.events import Event


class Greeted(Event):
    name: str


class Parted(Event):
    """What the handlers of tests publish, and nobody has to hear of."""

    ends_unheard = True

    name: str


class Whispered(Event):
    """Nobody hears of it yet."""
