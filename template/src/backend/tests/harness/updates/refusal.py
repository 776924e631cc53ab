"""Why an update cannot go on."""


class RefusalError(Exception):
    """One sentence for the person at the keyboard: what is wrong, and what to do."""
