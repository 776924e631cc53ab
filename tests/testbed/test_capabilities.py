"""A failure that is a server's limit ends with the server's name and one that has no such limit."""

import pytest

from backend.tests.harness.capabilities import limits_met
from backend.tests.harness.servers.contract import Servers

EMBEDDED = Servers("embedded", "", "18.6", "", "Valkey 9.1.2")
DOCKER = Servers("docker", "", "18.6", "", "Redis 8.4.1")


@pytest.mark.parametrize(
    "said",
    [
        "ResponseError: unknown command 'VADD', with args beginning with: 'a'",
        "ResponseError: ERR unknown command `JSON.GET`, with args beginning with:",
        "ResponseError: unknown subcommand 'FOO'. Try CLIENT HELP.",
        "ResponseError: Unknown command called from script script: on @user_script:1.",
        "ResponseError: Unknown Redis command called from script",
        "E   redis.exceptions.ResponseError: syntax error\n",
    ],
)
def test_an_unknown_command_names_the_server_that_has_it(said: str) -> None:
    (sentence,) = limits_met(said, EMBEDDED)

    assert "Valkey 9.1.2" in sentence
    assert "TESTBED_ENGINE=docker" in sentence


@pytest.mark.parametrize(
    "said",
    [
        'collation "de-x-icu" for encoding "UTF8" does not exist',
        "ICU is not supported in this build",
    ],
)
def test_a_collation_names_the_engine_that_has_it(said: str) -> None:
    (sentence,) = limits_met(said, EMBEDDED)

    assert "embedded PostgreSQL 18.6" in sentence
    assert "TESTBED_ENGINE=docker" in sentence
    assert [*limits_met(said, DOCKER)] == []


def test_a_command_that_the_image_does_not_know_names_the_line_to_write() -> None:
    (sentence,) = limits_met("unknown command 'GRAPH.QUERY'", DOCKER)

    assert "Redis 8.4.1" in sentence
    assert "[tool.testbed] of pyproject.toml" in sentence


def test_a_role_that_exists_is_told_as_the_whole_servers() -> None:
    (sentence,) = limits_met('role "reader" already exists', DOCKER)

    assert "belongs to the whole server" in sentence


def test_a_syntax_error_in_sql_says_nothing_of_the_servers() -> None:
    assert [*limits_met('PostgresSyntaxError: syntax error at or near "SELEC"', EMBEDDED)] == []
