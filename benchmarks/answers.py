"""CPU time of a request, against a bare FastAPI application with the same SQL and drivers."""

import json

from benchmarks.figures import Chapter, Ratio, Times
from benchmarks.service import MODULE, generated

OURS, BARE, WITHOUT = "the service", "bare FastAPI", "bare FastAPI without a ping"
GOALS = {"me": 1.15, "an insert": 1.1, "health": 1.35, "a 422": 1.15}
WHY = (
    "Its line in the log, through structlog and the standard library, takes as long as FastAPI's"
    " whole answer; the limits on bodies, the id and the problem document take the rest."
)
EXPLAINED = """\
CPU time of the service's process for one request, by the clock that Linux keeps for a process, on
warm servers: blocks of 30 requests on one connection, each service in turn. `me` reads the user of
an access token, an insert makes an organization and its owner, a 422 is a login with an email that
is none. The bare application has the same models, SQL and drivers, SQLAlchemy's ping before each
use of a connection and uvicorn's line in the log, and nothing else: no limits, request ids, problem
documents, security headers or layers. Without that ping, which the service does not need, it
is measured as well."""


def named(kind: str, service: str) -> str:
    return f"{kind}, {service}"


RATIOS = tuple(
    Ratio(kind, "bare FastAPI", named(kind, OURS), named(kind, BARE), at_most=goal, why=WHY)
    for kind, goal in GOALS.items()
)


def measure(engine: str, rounds: int) -> Times:
    times = Times()
    with generated(engine) as bench:
        for _ in range(rounds):
            measured = json.loads(bench.python("-m", f"{MODULE}.serving").splitlines()[-1])
            for name, seconds in measured.items():
                times.add(name, seconds)
    return times


ANSWERS = Chapter("A request", EXPLAINED, measure, RATIOS)
