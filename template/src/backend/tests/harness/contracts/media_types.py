"""Media types as an OpenAPI document declares them and as a `Content-Type` names them."""

from collections.abc import Iterable
from email.message import Message
from fnmatch import fnmatchcase


def parsed(media_type: str) -> tuple[str, dict[str, str]]:
    """Return type and subtype in lower case, and the parameters; empty if nothing is given."""
    if not media_type.strip():
        return "", {}
    message = Message()
    message["Content-Type"] = media_type
    parameters = message.get_params(failobj=[], unquote=True)[1:]
    name = media_type.partition(";")[0].strip().lower()
    return name, {key.lower(): value.lower() for key, value in parameters}


def is_json(media_type: str) -> bool:
    name, _ = parsed(media_type)
    return name == "application/json" or name.endswith("+json")


def most_specific(declared: Iterable[str], media_type: str) -> str | None:
    """Return the declared media type or range that describes this one best, or None.

    A range (`image/*`, `*/*`) yields to a type, and a type to one with matching parameters:
    OpenAPI 3.1, Response Object, `content`.
    """
    found = [each for each in declared if covers(each, media_type)]
    return max(found, key=lambda each: (-each.count("*"), len(parsed(each)[1])), default=None)


def covers(declared: str, media_type: str) -> bool:
    pattern, wanted = parsed(declared)
    name, parameters = parsed(media_type)
    return fnmatchcase(name, pattern) and wanted.items() <= parameters.items()
