"""Says once that a server is away and once that it is back, however often it is asked meanwhile."""

import structlog

from backend.core.failures import cause_of, detail_of

log = structlog.get_logger(__name__)


class Outage:
    def __init__(self, part: str) -> None:
        self.part = part
        self.lasts = False

    def note(self, error: Exception) -> None:
        if not self.lasts:
            cause, detail = cause_of(error), detail_of(error)
            log.warning("outage_begins", part=self.part, cause=cause, detail=detail)
        self.lasts = True

    def end(self) -> None:
        if self.lasts:
            log.info("outage_ends", part=self.part)
        self.lasts = False
