"""Every fault that leaves a caller without an answer at once; silence takes its time to be one."""

from http import HTTPStatus

from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import Babble, BreakOff, Cut, Fail, Flood, LoseAnswer

OUTAGES: tuple[Fault, ...] = (
    Fail(HTTPStatus.INTERNAL_SERVER_ERROR),
    Fail(HTTPStatus.SERVICE_UNAVAILABLE),
    Fail(HTTPStatus.TOO_MANY_REQUESTS),
    Cut(),
    LoseAnswer(),
    BreakOff(),
    Babble(),
    Flood(),
)
