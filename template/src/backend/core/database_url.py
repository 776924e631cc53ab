"""Translation of the PostgreSQL URLs that providers hand out into arguments of asyncpg."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import uuid4

from backend.core.database_tls import tls_of
from backend.core.url_parameters import INSTEAD, one_of, whole_number

SCHEMES = ("postgres", "postgresql")
DEFAULT_PORT = 5432
SESSIONS = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")

# What asyncpg does anyway. Nothing here can ask it for another value.
ONLY: Mapping[str, tuple[str, ...]] = {
    "channel_binding": ("prefer", "disable"),
    "client_encoding": ("utf8", "UTF8", "utf-8", "UTF-8", "auto"),
    "gssencmode": ("prefer", "disable"),
    "keepalives": ("0",),
    "load_balance_hosts": ("disable",),
    "sslcertmode": ("allow",),
    "sslcompression": ("0",),
    "sslnegotiation": ("postgres",),
    "sslsni": ("1",),
}


@dataclass(frozen=True)
class DatabaseUrl:
    """A URL taken apart; `arguments` are those of `asyncpg.connect` besides host and timeout."""

    hosts: tuple[tuple[str, int], ...]
    user: str | None
    password: str | None
    database: str | None
    connect_seconds: int | None
    arguments: Mapping[str, Any]


def parse_database_url(text: str) -> DatabaseUrl:
    """Raises ValueError, which names what cannot be honoured and never shows a value."""
    scheme, authority, path, query = parts_of(text)
    if scheme.partition("+")[0] not in SCHEMES:
        raise ValueError("it begins with postgresql://")
    login, _, hosts = authority.rpartition("@")
    user, _, password = map(unquote, login.partition(":"))
    named = {
        "user": query.pop("user", user) or None,
        "password": query.pop("password", password) or None,
        "database": query.pop("dbname", unquote(path.removeprefix("/"))) or None,
    }
    return DatabaseUrl(
        hosts=hosts_of(query.pop("host", hosts), query.pop("port", "")),
        connect_seconds=whole_number(query, "connect_timeout") or None,
        arguments=arguments_of(query),
        **named,
    )


def parts_of(text: str) -> tuple[str, str, str, dict[str, str]]:
    try:
        url = urlsplit(text)
        query = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
    except ValueError:
        # `from None`: the original quotes the URL.
        raise ValueError("it is no URL; characters of a password are written like %40") from None
    if url.fragment:
        raise ValueError("a # in it is written %23")
    return url.scheme, url.netloc, url.path, query


def hosts_of(hosts: str, ports: str) -> tuple[tuple[str, int], ...]:
    """Accept libpq's lists: `a:1,b:2` or, in the query, `host=a,b&port=1,2`; a path is a socket."""
    pairs = [host_and_port(host) for host in hosts.split(",")]
    if not all(host for host, _ in pairs):
        raise ValueError("it names no host")
    listed = ports.split(",") if ports else [""]
    if len(listed) not in {1, len(pairs)}:
        raise ValueError("port lists as many ports as there are hosts, or one")
    listed *= len(pairs) if len(listed) == 1 else 1
    return tuple(
        (host, number_of_port(own or port)) for (host, own), port in zip(pairs, listed, strict=True)
    )


def host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("/"):
        return text, ""
    if text.startswith("["):
        host, _, port = text.removeprefix("[").partition("]")
        return host, port.removeprefix(":")
    host, _, port = text.partition(":")
    return unquote(host), port


def number_of_port(text: str) -> int:
    port = int(text) if text.isdecimal() else DEFAULT_PORT
    if (text and not text.isdecimal()) or not 0 < port < 2**16:
        raise ValueError("a port is a number up to 65535; characters of a password are like %40")
    return port


def arguments_of(query: dict[str, str]) -> dict[str, Any]:
    arguments = tls_of(query) | caches_of(query)
    named = query.pop("application_name", "") or query.pop("fallback_application_name", "")
    settings = {"application_name": named, "options": query.pop("options", "")}
    arguments["server_settings"] = {name: value for name, value in settings.items() if value}
    if sessions := one_of(query, "target_session_attrs", SESSIONS):
        arguments["target_session_attrs"] = sessions
    if passfile := query.pop("passfile", ""):
        arguments["passfile"] = passfile
    for name, values in ONLY.items():
        one_of(query, name, values)
    for name in query:
        raise ValueError(f"{name} cannot be honoured, so leave it out{INSTEAD.get(name, '')}")
    return arguments


def caches_of(query: dict[str, str]) -> dict[str, Any]:
    """Behind a pooler of transactions the next statement may find another server's connection."""
    sizes = {
        name: size
        for name in ("statement_cache_size", "prepared_statement_cache_size")
        if (size := whole_number(query, name)) is not None
    }
    if one_of(query, "pgbouncer", ("true", "false")) != "true" and 0 not in sizes.values():
        return sizes
    return {
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"statement_{uuid4().hex}",
    }
