"""An outage is two lines in the log, however long it lasts."""

import json

from backend.core.jobs.outages import Outage
from backend.core.settings import CoreSettings
from backend.tests.harness.logs import collected_log


def test_it_is_told_once_and_so_is_its_end(settings: CoreSettings) -> None:
    outage = Outage("relay")

    with collected_log(settings) as log:
        outage.end()
        for _ in range(3):
            outage.note(ConnectionError("Nobody answers."))
        outage.end()
        outage.end()

    begins, ends = map(json.loads, log.getvalue().splitlines())
    assert (begins["event"], begins["part"]) == ("outage_begins", "relay")
    assert (begins["cause"], begins["detail"]) == ("ConnectionError", "Nobody answers.")
    assert (ends["event"], ends["part"]) == ("outage_ends", "relay")


def test_the_next_one_is_told_again(settings: CoreSettings) -> None:
    outage = Outage("relay")

    with collected_log(settings) as log:
        for _ in range(2):
            outage.note(ConnectionError())
            outage.end()

    assert log.getvalue().count("outage_begins") == 2
