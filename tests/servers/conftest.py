"""A small service to start, kill and break servers with."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.harness.alone import outcomes_of, small_service_of
from tests.harness.development import forget
from tests.harness.differences import BODIES, DATABASES
from tests.harness.given import Given, given_by
from tests.harness.runs import BINARIES, ENDLESS, ENGINES, REPORTED, Bench, Outcomes
from tests.servers.revisions import Revision, with_properties

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def small_service(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated service with a handful of tests: what is tested here are its servers."""
    service = small_service_of(template, tmp_path_factory.mktemp("small"), HERE / "probe.py")
    shutil.copy2(HERE / "endless.py", service / ENDLESS)
    shutil.copy2(HERE / "reports.py", service / REPORTED)
    return service


@pytest.fixture(scope="session")
def leaks(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What a run of tests that leave things behind says of each of them."""
    temporary = tmp_path_factory.mktemp("leaks")
    return outcomes_of(small_service_of(template, temporary, HERE / "leaks.py"), temporary)


@pytest.fixture(scope="session", params=BINARIES)  # rule: TB305 - each row holds on both
def differences(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outcomes:
    """What a run says of statements that a savepoint shows otherwise than production."""
    temporary = tmp_path_factory.mktemp("differences")
    service = with_properties(small_service_of(template, temporary, *BODIES, DATABASES))
    return outcomes_of(service, temporary, "-pno:randomly", binaries=request.param)


@pytest.fixture(params=ENGINES)  # rule: TB305 - every test of servers is one of each engine
def bench(request: pytest.FixtureRequest, small_service: Path, tmp_path: Path) -> Iterator[Bench]:
    """The small service on each engine that this machine has; it leaves nothing behind."""
    bench = Bench(small_service, tmp_path, request.param)
    yield bench
    assert bench.leftovers() == []


@pytest.fixture
def embedded(small_service: Path, tmp_path: Path) -> Iterator[Bench]:
    """The small service on the embedded servers, where the engine makes no difference."""
    bench = Bench(small_service, tmp_path, "embedded")
    yield bench
    assert bench.leftovers() == []


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder like /tmp, and as short: the harness puts no socket into one with a long name."""
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o1777)
        yield Path(folder)


@pytest.fixture
def developing(embedded: Bench) -> Iterator[Bench]:
    """The small service with the settings of development; no row of it is kept."""
    settings = Path(shutil.copy2(embedded.service / ".env.example", embedded.service / ".env"))
    yield embedded
    settings.unlink()
    forget(embedded)


@pytest.fixture
def warm(embedded: Bench) -> Iterator[Bench]:
    """The small service on servers that are up already, with a migrated template."""
    warm = replace(embedded, more={"TESTBED_LINGER_SECONDS": "600"})
    warm.pytest()
    yield warm
    warm.python("-m", "backend.tests.harness.servers", "stop")


@pytest.fixture
def given(warm: Bench) -> Given:
    """A pair that somebody keeps databases and keys on, and a service that is given its URLs."""
    return given_by(warm)


@pytest.fixture
def revision(small_service: Path) -> Iterator[Revision]:
    """A migration that only this test has."""
    revision = Revision(small_service / "src/backend/migrations/versions/news.py")
    yield revision
    revision.remove()
