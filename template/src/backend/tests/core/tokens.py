"""Access tokens as a stranger might make them."""

from datetime import timedelta
from uuid import UUID

import jwt

from backend.core.clock import utc_now
from backend.core.settings import CoreSettings

SUBJECT = UUID("019a0000-0000-7000-8000-000000000001")


def forge(settings: CoreSettings, **changed: object) -> str:
    """Sign claims that would be right but for those in `changed`; None takes a claim away."""
    now = utc_now()
    right: dict[str, object] = {
        "iss": settings.service_name,
        "sub": str(SUBJECT),
        "iat": now,
        "exp": now + timedelta(minutes=1),
        "jti": "1",
        "typ": "access",
    }
    claims = {name: value for name, value in {**right, **changed}.items() if value is not None}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), "HS256")


def forge_unsigned() -> str:
    return jwt.encode({"sub": str(SUBJECT)}, key="", algorithm="none")
