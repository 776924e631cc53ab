"""Check of the Redis URLs that providers hand out, before redis-py gets one."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

# Valkey's providers write its name; the protocol is the same.
SCHEMES = {"valkey": "redis", "valkeys": "rediss"}
KNOWN: Mapping[str, frozenset[str]] = {
    scheme: frozenset({"db", "protocol", "username", "password", "client_name"} | others)
    for scheme, others in {
        "redis": set[str](),
        "unix": set[str](),
        "rediss": {
            *("ssl_cert_reqs", "ssl_check_hostname", "ssl_ca_certs", "ssl_ca_path"),
            *("ssl_certfile", "ssl_keyfile", "ssl_password", "ssl_ciphers"),
        },
    }.items()
}
VALUES: Mapping[str, tuple[str, ...]] = {
    "protocol": ("2", "3"),
    "ssl_cert_reqs": ("none", "optional", "required"),
    "ssl_check_hostname": ("true", "false", "True", "False"),
}
FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")


def checked_redis_url(text: str) -> str:
    """Return the URL for redis-py. Raises ValueError, which never shows a value."""
    given, separator, rest = text.partition("://")
    address = f"{SCHEMES.get(given, given)}{separator}{rest}"
    try:
        url = urlsplit(address)
        query = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
        port = url.port
    except ValueError:
        # `from None`: the original quotes the URL.
        raise ValueError("it is no URL; characters of a password are written like %40") from None
    if url.scheme not in KNOWN:
        raise ValueError("it begins with redis://, rediss:// or unix://, for one server")
    if url.fragment or port == 0 or "," in (url.hostname or ""):
        raise ValueError("it names one host and port; characters of a password are like %40")
    check_path(url.scheme, url.path, query)
    for name, value in query.items():
        check_parameter(url.scheme, name, value)
    return address


def check_path(scheme: str, path: str, query: dict[str, str]) -> None:
    database = query.get("db", "0" if scheme == "unix" else path.removeprefix("/") or "0")
    if not database.isdecimal():
        raise ValueError("the database of Redis is a number, as in redis://host:6379/0")
    if scheme == "unix" and not path:
        raise ValueError("unix:// is followed by the path of the socket")


def check_parameter(scheme: str, name: str, value: str) -> None:
    if name not in KNOWN[scheme]:
        tls = "; TLS is rediss://" if name == "tls" or name.startswith("ssl") else ""
        raise ValueError(f"{name} cannot be honoured, so leave it out{tls}")
    if value not in VALUES.get(name, (value,)):
        raise ValueError(f"{name} can only be {', '.join(VALUES[name])}")
    if name in FILES and not Path(value).exists():
        raise ValueError(f"{name} names a file that does not exist")
