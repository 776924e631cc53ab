"""What the environment may change about tenders."""

from pydantic import Field, HttpUrl

from backend.core.settings import CoreSettings


class TendersSettings(CoreSettings):
    tender_feed_url: HttpUrl = HttpUrl("http://127.0.0.1:8901")
    tender_feed_attempts: int = Field(default=3, gt=0)
    tender_feed_seconds: float = Field(default=20, gt=0)
    tender_feed_backoff_seconds: float = Field(default=0.5, ge=0)
    # How many tenders are asked for, and held, at a time.
    tender_feed_page_size: int = Field(default=500, gt=0, le=1000)
    # A feed that has more pages than this is not trusted to have an end.
    tender_feed_page_limit: int = Field(default=10_000, gt=0)
    tender_feed_minutes: int = Field(default=15, gt=0)
