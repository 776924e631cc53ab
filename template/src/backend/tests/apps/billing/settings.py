"""What billing's settings are in tests, where the defaults will not do."""

from typing import Any

# The defaults are public, and the tests of production run on these settings too.
OVERRIDES: dict[str, Any] = {
    "payments_api_key": "a-key-of-the-payments-provider",
    "payments_webhook_secret": "whsec_b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHM=",
    "payments_backoff_seconds": 0,
}
