"""TLS is what libpq makes of the same parameters: it proves as much as the URL asks for."""

from pathlib import Path

import pytest

from backend.core.database_tls import tls_of
from backend.core.failures import NoConnectionError
from backend.core.settings import CoreSettings
from backend.tests.core.addresses import answer_at
from backend.tests.core.fronts import ELSEWHERE, open_fronts


@pytest.mark.parametrize(
    "query",
    [
        "sslmode=require",
        "sslmode=prefer",
        "sslmode=verify-ca&sslrootcert={authority}",
        "sslmode=verify-full&sslrootcert={authority}",
        "sslmode=require&sslrootcert={authority}&channel_binding=prefer",
    ],
)
async def test_rows_come_by_way_of_tls(
    live_settings: CoreSettings, tmp_path: Path, query: str
) -> None:
    async with open_fronts(live_settings, tmp_path) as fronts:
        address = f"{fronts.database_url}?{query.format(authority=fronts.authority)}"

        assert await answer_at(address, "SELECT 1") == 1


async def test_the_authorities_of_the_machine_may_vouch(
    live_settings: CoreSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_fronts(live_settings, tmp_path) as fronts:
        address = f"{fronts.database_url}?sslrootcert=system"
        with pytest.raises(NoConnectionError, match="SSLCertVerificationError"):
            await answer_at(address, "SELECT 1")

        monkeypatch.setenv("SSL_CERT_FILE", str(fronts.authority))
        assert await answer_at(address, "SELECT 1") == 1


@pytest.mark.parametrize(
    "query", ["sslmode=verify-full&sslrootcert={authority}", "sslmode=disable"]
)
async def test_no_row_comes_from_whom_the_url_does_not_trust(
    live_settings: CoreSettings, tmp_path: Path, query: str
) -> None:
    async with open_fronts(live_settings, tmp_path, ELSEWHERE) as fronts:
        address = f"{fronts.database_url}?{query.format(authority=fronts.authority)}"

        with pytest.raises(NoConnectionError):
            await answer_at(address, "SELECT 1")


async def test_a_name_is_only_checked_where_the_url_says_so(
    live_settings: CoreSettings, tmp_path: Path
) -> None:
    async with open_fronts(live_settings, tmp_path, ELSEWHERE) as fronts:
        query = f"sslmode=verify-ca&sslrootcert={fronts.authority}"

        assert await answer_at(f"{fronts.database_url}?{query}", "SELECT 1") == 1


@pytest.mark.parametrize(
    ("query", "mode"),
    [
        ({"sslmode": "allow"}, "allow"),
        ({"ssl": "require"}, "require"),
        ({"ssl": "true"}, "require"),
    ],
)
def test_a_mode_alone_is_left_to_asyncpg(query: dict[str, str], mode: str) -> None:
    assert tls_of(query) == {"ssl": mode}


def test_the_certificates_of_a_home_are_left_to_asyncpg(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / ".postgresql" / "root.crt"
    root.parent.mkdir()
    root.touch()

    assert tls_of({"sslmode": "verify-full"}) == {"ssl": "verify-full"}


@pytest.mark.validation
@pytest.mark.parametrize(
    "query",
    [
        {"sslmode": "strict"},
        {"sslmode": "verify-full"},
        {"sslcert": "/nowhere.pem", "sslmode": "require"},
        {"sslcert": "/nowhere.pem"},
        {"sslrootcert": "/nowhere.pem"},
        {"sslrootcert": "system", "sslmode": "require"},
        {"sslrootcert": "/nowhere.pem", "sslmode": "verify-full"},
    ],
    ids=str,
)
def test_what_proves_less_than_it_seems_is_refused_by_its_name(
    query: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    first = next(iter(query))

    with pytest.raises(ValueError, match=first):
        tls_of(query)
