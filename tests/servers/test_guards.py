"""What a test leaves behind is found at that test, in a sentence, and harms no other."""

import pytest

from tests.harness.runs import Outcomes

SENTENCES = {
    "commits_by_hand": "something sent COMMIT or ROLLBACK as SQL",
    "keeps_a_connection": "1 connection(s) were still checked out",
    "keeps_a_transaction": "A session was still in a transaction",
    "commits_and_keeps_a_transaction": "1 connection(s) were still checked out",
    "keeps_a_task_running": "(Event.wait) still ran when the test was over",
    "keeps_an_override": "The override of test_commits_by_hand was still set",
    "drops_a_session": "1 connection(s) were still checked out",
    "keeps_a_variable": "The context variable variable was still set",
    "keeps_a_key": "The Redis key 'for-ever' has no expiry",
    "cancels_a_query": "A query was cancelled while it ran",
    "interleaves_sessions": "Two sessions used this test's one transaction",
    "asks_at_the_same_time": "Two sessions used this test's one transaction",
    "sends_too_many_statements": "2 statements were sent, at most 1",
    "reaches_out": "TB104 The test reached out to 192.0.2.1:443",
    "reaches_out_and_hides_it": "TB104 The test reached out to 192.0.2.1:443",
    "looks_a_name_up": "TB104 The test reached out to api.example.com:443",
    "tries_a_connection": "TB104 The test reached out to 192.0.2.1:443",
    "blocks_the_loop": "GET /name called socket.gethostbyname in the event loop at ",
    "sends_a_datagram": "TB104 The test reached out to 192.0.2.1:53",
}


@pytest.mark.parametrize(("leak", "sentence"), SENTENCES.items())
def test_a_leak_is_named_where_it_happens(leaks: Outcomes, leak: str, sentence: str) -> None:
    assert sentence in leaks.said_of(f"test_{leak}")


def test_no_leak_reaches_another_test(leaks: Outcomes) -> None:
    failed = {name.removeprefix("test_").partition("[")[0] for name in leaks.failed}

    assert failed == set(SENTENCES)


def test_every_harmless_test_passed(leaks: Outcomes) -> None:
    harmless = {
        "leaves_nothing[0]",
        "collects_garbage[0]",
        "leaves_a_generator_half_way",
        "commits_for_real[2]",
    }

    assert {f"test_{name}" for name in harmless} <= leaks.passed
