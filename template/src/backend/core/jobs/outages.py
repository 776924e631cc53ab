"""Says once that a server is away and once that it is back, however often it is asked meanwhile."""

import structlog

log = structlog.get_logger(__name__)


class Outage:
    def __init__(self, part: str) -> None:
        self.part = part
        self.lasts = False

    def note(self, error: Exception) -> None:
        if not self.lasts:
            cause = type(error).__name__
            log.warning("outage_begins", part=self.part, cause=cause, detail=str(error))
        self.lasts = True

    def end(self) -> None:
        if self.lasts:
            log.info("outage_ends", part=self.part)
        self.lasts = False
