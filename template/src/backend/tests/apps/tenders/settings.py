"""What the settings of tenders are in tests, where the defaults will not do."""

from typing import Any

OVERRIDES: dict[str, Any] = {"tender_feed_backoff_seconds": 0}
