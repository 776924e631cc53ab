"""Translation of libpq's parameters for TLS into asyncpg's."""

import ssl
from pathlib import Path
from typing import Any

from backend.core.url_parameters import one_of

MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
VERIFYING = ("verify-ca", "verify-full")
# libpq's own place of the certificates to trust, which asyncpg reads as well.
HOME_ROOT = Path("~/.postgresql/root.crt")


def tls_of(query: dict[str, str]) -> dict[str, Any]:
    """Keep libpq's meaning: `require` alone trusts any certificate, `verify-full` none unasked."""
    mode = one_of(query, "sslmode", MODES) or mode_of_ssl(query)
    root, certificate, key, password = (
        query.pop(name, "") for name in ("sslrootcert", "sslcert", "sslkey", "sslpassword")
    )
    if root == "system" and mode not in {"", "verify-full"}:
        raise ValueError("sslrootcert=system needs sslmode=verify-full")
    if root == "system":
        mode = "verify-full"
    if (root or certificate) and mode not in {"require", *VERIFYING}:
        raise ValueError("sslrootcert and sslcert need sslmode=verify-full (or verify-ca, require)")
    if mode in VERIFYING and not root and not HOME_ROOT.expanduser().exists():
        raise ValueError(
            f"sslmode={mode} needs sslrootcert: sslrootcert=system trusts what this machine "
            "trusts, sslrootcert=/path/to/ca.pem the authority of your provider"
        )
    if not root and not certificate:
        return {"ssl": mode} if mode else {}
    return {"ssl": tls_context(mode, root, (certificate, key, password))}


def mode_of_ssl(query: dict[str, str]) -> str:
    """SQLAlchemy's name for it, and JDBC's `ssl=true`, which libpq reads as `require`."""
    if query.get("ssl") == "true":
        query["ssl"] = "require"
    return one_of(query, "ssl", MODES)


def tls_context(mode: str, root: str, own: tuple[str, str, str]) -> ssl.SSLContext:
    trusted = root or (str(HOME_ROOT.expanduser()) if HOME_ROOT.expanduser().exists() else "")
    certificate, key, password = own
    try:
        # Not the default context: since Python 3.13 that refuses authorities that libpq accepts.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = mode == "verify-full"
        if trusted == "system":
            context.load_default_certs()
        elif trusted:
            context.load_verify_locations(trusted)
        else:
            context.verify_mode = ssl.CERT_NONE
        if certificate:
            context.load_cert_chain(certificate, key or None, password or "")
    except OSError as error:
        names = "sslrootcert, sslcert or sslkey"
        raise ValueError(f"{names} names a file that cannot be used ({error.strerror})") from None
    return context
