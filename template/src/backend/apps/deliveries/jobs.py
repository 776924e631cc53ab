"""Writes digests when tenders match, and sends them."""

from typing import cast

from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.repository.attempts import Attempts
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.resources import DeliveriesResources
from backend.apps.deliveries.service.digests import DigestService
from backend.apps.deliveries.service.sending import Sender
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.events import TendersMatched
from backend.core.jobs.handlers import Job, Steps, on, on_in_steps
from backend.core.outbox import Outbox


@on(TendersMatched)
async def write_digests(matched: TendersMatched, job: Job) -> None:
    deliveries = DeliveryRepository(job.session, dashboards_in(job))
    await DigestService(deliveries, Outbox(job.session), settings_in(job)).write(matched)


@on_in_steps(DeliveryDue)
async def send_mail(due: DeliveryDue, job: Steps) -> None:
    resources: DeliveriesResources = job.resources("deliveries")
    attempts = Attempts(job.state["sessionmaker"], dashboards_in(job))
    sender = Sender(attempts, resources.postman, settings_in(job).delivery_retry_seconds)
    await sender.send(due.delivery_id)


def dashboards_in(job: Steps) -> Dashboards:
    return Dashboards(job.state["redis"], settings_in(job).dashboard_seconds)


def settings_in(job: Steps) -> DeliveriesSettings:
    return cast("DeliveriesSettings", job.state["settings"])
