"""The harness's word on what the servers of a run cannot do, below the test that met it."""

from collections.abc import Generator

import pytest

from backend.tests.harness.capabilities import limits_met, unavailable_extension
from backend.tests.harness.run import SERVERS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add a sentence; an extension that the migrations miss ends the run with it."""
    report = yield
    servers = item.config.stash.get(SERVERS, None)
    if not report.failed or servers is None:
        return report
    # The service may have caught the error and logged it.
    text = "\n".join([report.longreprtext, *(content for _, content in report.sections)])
    if call.when == "setup" and (sentence := unavailable_extension(text, servers)):
        report.longrepr = item.session.shouldfail = sentence
        return report
    sentences = list(limits_met(text, servers))
    if sentences:
        report.sections.append(("the servers of this run", "\n".join(sentences)))
    return report
