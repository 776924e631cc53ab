"""Parameters of a URL, taken out of it one by one; what is refused is named, never shown."""

from collections.abc import Mapping

INSTEAD: Mapping[str, str] = {
    "channel_binding": "; sslmode=verify-full&sslrootcert=system proves who the server is",
    "connection_limit": "; DATABASE_POOL_SIZE is the number of connections",
    "schema": "; write options=-csearch_path%3DNAME",
    "search_path": "; write options=-csearch_path%3DNAME",
}


def one_of(query: dict[str, str], name: str, values: tuple[str, ...]) -> str:
    value = query.pop(name, "")
    if value and value not in values:
        instead = INSTEAD.get(name, "")
        raise ValueError(f"{name} can only be {', '.join(values)}{instead}")
    return value


def whole_number(query: dict[str, str], name: str) -> int | None:
    text = query.pop(name, "")
    if text and not text.isdecimal():
        raise ValueError(f"{name} is a whole number")
    return int(text) if text else None
