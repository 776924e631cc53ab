"""Each parameter of a provider's URL is honoured, or refused by its name."""

import pytest

from backend.core.database_url import parse_database_url

SECRET = "hunter2"  # noqa: S105 - opens nothing
URL = f"postgresql://me:{SECRET}@db.example.com/app"


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg"]
)
def test_any_name_of_a_driver_is_fine(scheme: str) -> None:
    url = parse_database_url(f"{scheme}://me:p%40ss%2F@db.example.com:6432/app")

    assert (url.user, url.password, url.database) == ("me", "p@ss/", "app")
    assert url.hosts == (("db.example.com", 6432),)


@pytest.mark.parametrize(
    ("place", "hosts"),
    [
        ("me@one:1,two:2/app", (("one", 1), ("two", 2))),
        ("me@one,two/app", (("one", 5432), ("two", 5432))),
        ("me@[2001:db8::1]:7/app", (("2001:db8::1", 7),)),
        ("me@/app?host=one,two&port=1,2", (("one", 1), ("two", 2))),
        ("me@/app?host=one,two&port=1", (("one", 1), ("two", 1))),
        ("me@/app?host=/cloudsql/a:b:c", (("/cloudsql/a:b:c", 5432),)),
        ("me@%2Fcloudsql%2Fa%3Ab%3Ac/app", (("/cloudsql/a:b:c", 5432),)),
        ("one/?dbname=app&user=me", (("one", 5432),)),
    ],
)
def test_hosts_are_listed_as_libpq_lists_them(
    place: str, hosts: tuple[tuple[str, int], ...]
) -> None:
    url = parse_database_url(f"postgresql://{place}")

    assert (url.hosts, url.user, url.database) == (hosts, "me", "app")


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("sslmode=require", "ssl", "require"),
        ("target_session_attrs=read-write", "target_session_attrs", "read-write"),
        ("passfile=/run/secrets/pgpass", "passfile", "/run/secrets/pgpass"),
        ("application_name=shop", "server_settings", {"application_name": "shop"}),
        ("options=endpoint%3Dcalm", "server_settings", {"options": "endpoint=calm"}),
        ("prepared_statement_cache_size=7", "prepared_statement_cache_size", 7),
        ("statement_cache_size=7", "statement_cache_size", 7),
    ],
)
def test_what_asyncpg_can_do_it_is_asked_to(query: str, name: str, value: object) -> None:
    assert parse_database_url(f"{URL}?{query}").arguments[name] == value


@pytest.mark.parametrize(
    "query", ["channel_binding=prefer", "gssencmode=disable", "sslsni=1", "keepalives=0"]
)
def test_what_asyncpg_does_anyway_needs_no_argument(query: str) -> None:
    arguments = parse_database_url(f"{URL}?{query}").arguments

    assert arguments == parse_database_url(URL).arguments


@pytest.mark.parametrize(
    "query", ["pgbouncer=true", "statement_cache_size=0", "prepared_statement_cache_size=0"]
)
def test_behind_a_pooler_no_statement_is_kept(query: str) -> None:
    arguments = parse_database_url(f"{URL}?{query}").arguments

    name = arguments["prepared_statement_name_func"]
    assert arguments["statement_cache_size"] == 0
    assert arguments["prepared_statement_cache_size"] == 0
    assert name() != name()


def test_a_time_to_connect_is_a_number_of_seconds() -> None:
    assert parse_database_url(f"{URL}?connect_timeout=10").connect_seconds == 10
    assert parse_database_url(f"{URL}?connect_timeout=0").connect_seconds is None


@pytest.mark.validation
@pytest.mark.parametrize(
    "parameter",
    [
        "channel_binding=require",
        "connect_timeout=soon",
        "connection_limit=5",
        "gssencmode=require",
        "keepalives=1",
        "pgbouncer=perhaps",
        "require_auth=scram-sha-256",
        "schema=shop",
        "service=shop",
        "target_session_attrs=fast",
    ],
)
def test_what_cannot_be_honoured_is_refused_by_its_name(parameter: str) -> None:
    with pytest.raises(ValueError, match=parameter.partition("=")[0]) as refused:
        parse_database_url(f"{URL}?{parameter}")

    assert SECRET not in str(refused.value)


@pytest.mark.validation
@pytest.mark.parametrize(
    "place",
    [
        f"me:{SECRET}/@db/app",
        f"me:{SECRET}#@db/app",
        f"me:{SECRET}?@db/app",
        f"me:{SECRET}[@db/app",
        f"me:{SECRET}@db:many/app",
        f"me:{SECRET}@db:70000/app",
        f"me:{SECRET}@one,two/app?port=1,2,3",
        f"me:{SECRET}@one,/app",
        f"me:{SECRET}@/app",
        f"me:{SECRET}@db/app#there",
        f"me:{SECRET}@db/app?sslmode",
    ],
)
def test_what_is_no_url_is_refused_without_its_password(place: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - each has its own sentence
        parse_database_url(f"postgresql://{place}")

    assert SECRET not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
