"""The harness's place around each test: what it reaches out to must be here."""

from collections.abc import Generator
from urllib.parse import urlsplit

import pytest

from backend.tests.harness.guards.network import Network, addresses_of
from backend.tests.harness.run import SERVERS

NETWORK = pytest.StashKey[Network]()
HOSTS = pytest.StashKey[set[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NETWORK] = network = Network()
    network.install()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with item.config.stash[NETWORK].limited_to(hosts_of(item.config)):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail the test also where the code under test swallowed the refusal."""
    yield
    for error in item.config.stash[NETWORK].refused:
        raise error


def hosts_of(config: pytest.Config) -> set[str]:
    """Return where the servers of this run are, if it has them: perhaps on another machine."""
    if SERVERS in config.stash and HOSTS not in config.stash:
        servers = config.stash[SERVERS]
        hosts = {urlsplit(url).hostname for url in (servers.postgres_url, servers.redis_url)}
        config.stash[HOSTS] = {name for host in hosts if host for name in addresses_of(host)}
    return config.stash.get(HOSTS, set())
