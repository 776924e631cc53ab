"""What sends the mails that are due: the jobs in a test, and workers of their own."""

from dataclasses import dataclass
from typing import Any, cast

from backend.apps.deliveries.settings import DeliveriesSettings
from backend.core.database import Sessionmaker
from backend.tests.harness.fakes.mail import Hold, Mail, Stage, Take
from backend.tests.harness.fakes.mail_server import MailServer
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import RunJobs
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.workers import WORKER, StartWorker, WorkerProcess, outlast_leases


def variables_of(port: int) -> dict[str, Any]:
    """Return what leads to a mail server that is asked in the clear."""
    return {"smtp_port": port, "smtp_encryption": "none"}


def settings_of(server: MailServer) -> DeliveriesSettings:
    return cast("DeliveriesSettings", settings_for_tests(**variables_of(server.port)))


@dataclass(frozen=True)
class DeliverMails:
    """The verb behind the `deliver_mails` fixture."""

    run_jobs: RunJobs
    mailbox: Mailbox

    async def __call__(self) -> list[Mail]:
        """Run the jobs that are due, and return all mails that have arrived so far."""
        await self.run_jobs()
        return list(self.mailbox.mails)


def mailing(start_worker: StartWorker, settings: DeliveriesSettings) -> StartWorker:
    """Start workers as `start_worker` does, which send to the fake mail server."""
    server = variables_of(settings.smtp_port)

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
