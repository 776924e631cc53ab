"""Words of this app that rows, bodies and rules share."""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do; each role includes the ones below it."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"

    def includes(self, other: "Role") -> bool:
        ranks = list(Role)
        return ranks.index(self) <= ranks.index(other)
