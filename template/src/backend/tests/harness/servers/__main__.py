"""Shows this checkout's servers, or stops them: `python -m backend.tests.harness.servers stop`."""

import sys
from contextlib import closing

from backend.tests.harness.servers.contract import Servers, ServersError
from backend.tests.harness.servers.leases import call, tell, wait_until_stopped
from backend.tests.harness.servers.messages import STATUS, STOP, Message, receive
from backend.tests.harness.servers.places import Place, places_of_checkout


def main() -> int:
    """Return 0, or 1 after one sentence on what is wrong."""
    try:
        places = places_of_checkout()
    except ServersError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    act = stop if sys.argv[1:] == ["stop"] else describe
    lines = [act(place, status) for place in places if (status := status_of(place))]
    sys.stdout.write("\n".join(lines or ["No servers are running for this checkout."]) + "\n")
    return 0


def status_of(place: Place) -> Message | None:
    connection = call(place, STATUS)
    if connection is None:
        return None
    with closing(connection):
        return receive(connection)


def describe(place: Place, status: Message) -> str:
    runs = f"{status['leases']} run(s)" if status["leases"] else "nobody"
    after = f"stop {status['linger_seconds']:.0f} s after the last"
    servers = Servers(**status["servers"])
    return f"{servers}\n  for {runs}; {after}; log: {place.log}\n  {servers.postgres_url}"


def stop(place: Place, status: Message) -> str:
    tell(place, STOP)
    wait_until_stopped(place)
    return f"stopped {Servers(**status['servers'])}"


if __name__ == "__main__":
    sys.exit(main())
