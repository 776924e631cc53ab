"""Sends one mail, so that it is never sent twice and never forgotten.

Between the dot that ends a mail and our note of the server's answer lies the one window that nobody
can close: whoever dies or hangs up in it leaves the delivery failed and in doubt, never sent again
by itself, and an admin may send it again under the same Message-ID.
"""

from datetime import timedelta
from uuid import UUID

import structlog

from backend.apps.deliveries.errors import (
    MailDelayedError,
    MailError,
    MailInDoubtError,
    MailRefusedError,
    TakenOverError,
)
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.attempts import Attempts
from backend.apps.deliveries.service.postman import Postman

LONGEST_PAUSE = timedelta(hours=4)

log = structlog.get_logger(__name__)


class Sender:
    def __init__(self, attempts: Attempts, postman: Postman, retry_seconds: float) -> None:
        self.attempts = attempts
        self.postman = postman
        self.retry_seconds = retry_seconds

    async def send(self, delivery_id: UUID) -> None:
        """Send it if it is still to be sent, and note what became of it."""
        delivery = await self.attempts.begin(delivery_id)
        if delivery is None:
            return
        try:
            await self.hand_over(delivery)
        except MailDelayedError as error:
            await self.delay(delivery, error)
        except (MailRefusedError, MailInDoubtError) as error:
            await self.attempts.fail(delivery, error)
        except TakenOverError:
            log.warning("delivery_taken_over", delivery_id=str(delivery.id))

    async def hand_over(self, delivery: Delivery) -> None:
        async with self.postman.line() as line:
            await line.announce(delivery)
            # Committed before the dot: whoever finds this mark knows that the mail may be out.
            await self.attempts.mark_as_handed_over(delivery)
            await line.hand_over()
            await self.attempts.succeed(delivery)

    async def delay(self, delivery: Delivery, error: MailError) -> None:
        if delivery.attempts >= delivery.attempts_allowed:
            await self.attempts.fail(delivery, error)
        else:
            await self.attempts.postpone(delivery, error, self.pause_after(delivery.attempts))

    def pause_after(self, attempts: int) -> timedelta:
        doublings: int = 2 ** (attempts - 1)
        return min(timedelta(seconds=self.retry_seconds) * doublings, LONGEST_PAUSE)
