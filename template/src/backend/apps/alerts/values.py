"""Words of this app that bodies and queries share."""

from enum import StrEnum


class AlertProfileOrder(StrEnum):
    """How a list is sorted; a dash turns it around."""

    CREATED = "created_at"
    NEWEST = "-created_at"
    NAME = "name"
    NAME_BACKWARDS = "-name"
