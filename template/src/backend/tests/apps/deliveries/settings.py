"""What deliveries' settings are in tests, where the defaults will not do."""

from typing import Any

# The tests of production run on these settings too, and it refuses to send in the clear.
OVERRIDES: dict[str, Any] = {
    "smtp_encryption": "starttls",
    "delivery_attempts": 3,
}
