"""Workers that send mail, and what a test asks them for."""

from dataclasses import dataclass

from backend.apps.deliveries.settings import DeliveriesSettings
from backend.core.database import Sessionmaker
from backend.tests.harness.fakes.mail import Hold, Stage, Take
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.workers import WORKER, StartWorker, WorkerProcess, outlast_leases


def mailing(start_worker: StartWorker, settings: DeliveriesSettings) -> StartWorker:
    """Start workers as `start_worker` does, which send to the fake mail server."""
    server = {"smtp_port": settings.smtp_port, "smtp_encryption": "none"}

    async def start_mailer(module: str = WORKER, **variables: object) -> WorkerProcess:
        return await start_worker(module, **{**server, **variables})

    return start_mailer


@dataclass(frozen=True)
class Interrupt:
    """The verb behind the `interrupt` fixture."""

    start_mailer: StartWorker
    sessionmaker: Sessionmaker

    async def __call__(self, mailbox: Mailbox, stage: Stage) -> WorkerProcess:
        """Kill a worker at this stage of its second mail, and return the one that comes after."""
        hold = Hold(at=stage)
        mailbox.will(Take(), hold)
        # One job after the other: the first mail is sent, the second begun and no third one.
        killed = await self.start_mailer(worker_jobs=1)
        await hold.reached.wait()
        await killed.kill()
        await outlast_leases(self.sessionmaker)
        return await self.start_mailer(worker_jobs=1)
