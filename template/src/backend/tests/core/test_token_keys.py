"""The key that signs tokens is prepared once."""

from datetime import timedelta

from backend.core.security import decode_access_token, encode_access_token
from backend.core.settings import CoreSettings
from backend.core.token_keys import prepared_key
from backend.tests.core.tokens import SUBJECT


def test_a_key_is_not_prepared_again_for_each_token(settings: CoreSettings) -> None:
    prepared_key.cache_clear()

    for _ in range(2):
        token = encode_access_token(settings, SUBJECT, timedelta(minutes=1))
        assert decode_access_token(settings, token) == SUBJECT

    assert prepared_key.cache_info().misses == 1
