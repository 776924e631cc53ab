"""Signatures of events, as standardwebhooks.com describes them: who wrote this, and when."""

import hmac
import re
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256

VERSION = "v1"
# Since 1970, and for longer than anyone needs.
SECONDS = re.compile(r"[0-9]{1,12}")
SECRET_PREFIX = "whsec_"  # noqa: S105 - how every secret begins, no secret


class Signer:
    """Signs, and recognizes, what was signed with one secret."""

    def __init__(self, secret: str) -> None:
        self.key = b64decode(secret.removeprefix(SECRET_PREFIX))

    def sign(self, event_id: str, timestamp: str, body: bytes) -> str:
        # The id and the time are signed too: neither can be changed to have it count again.
        signed = f"{event_id}.{timestamp}.".encode() + body
        return f"{VERSION},{b64encode(hmac.digest(self.key, signed, sha256)).decode()}"

    def is_right(self, given: str, event_id: str, timestamp: str, body: bytes) -> bool:
        """While the provider changes its secret, it signs with both: one of them will do."""
        right = self.sign(event_id, timestamp, body).encode()
        # In constant time: how long it takes tells nobody how much of a guess was right.
        return any(hmac.compare_digest(right, one.encode()) for one in given.split(" "))


def is_recent(timestamp: str, now: datetime, tolerance: timedelta) -> bool:
    """Neither old nor from the future: a recorded event is of no use for long."""
    if not SECONDS.fullmatch(timestamp):
        return False
    return abs(int(timestamp) - now.timestamp()) <= tolerance.total_seconds()
