"""Builds jobs that are due and that nobody has begun."""

from polyfactory import Use

from backend.core.clock import utc_now
from backend.core.jobs.models import QueuedJob
from backend.tests.core.happenings import Greeted
from backend.tests.harness.factories import RowFactory


class QueuedJobFactory(RowFactory[QueuedJob]):
    payload = Use(lambda: Greeted(name="Ada").model_dump(mode="json"))
    due_at = Use(utc_now)
    locked_until = Use(utc_now)
    attempts = 0
    error = None
    failed_at = None
