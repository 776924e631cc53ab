"""Preparation of the key that signs tokens: once, not for each token."""

from functools import lru_cache

import jwt
from jwt.algorithms import HMACAlgorithm

ALGORITHM = "HS256"


class PreparedHMAC(HMACAlgorithm):
    """PyJWT looks for each token whether its key is one of another format, which parses it."""

    def prepare_key(self, key: str | bytes) -> bytes:
        return prepared_key(key)


@lru_cache(maxsize=4)
def prepared_key(key: str | bytes) -> bytes:
    """Return the bytes of the key. Raises jwt.InvalidKeyError for an asymmetric one."""
    return HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(key)


jwt.unregister_algorithm(ALGORITHM)
jwt.register_algorithm(ALGORITHM, PreparedHMAC(HMACAlgorithm.SHA256))
