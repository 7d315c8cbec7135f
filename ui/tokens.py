"""Bearer tokens: kept as hashes, compared in constant time."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Role", "Tokens", "bearer", "hashed", "is_hashed", "new_token"]

N_BYTES = 32

_HASHED = re.compile(r"sha256:[0-9a-f]{64}")
_BEARER = re.compile(r"(?i:bearer) +(\S+)")


class Role(IntEnum):
    """What someone may do: each what the one before may, and more."""

    NOBODY = 0
    READER = 1
    ADMINISTRATOR = 2


def new_token() -> str:
    """Make a token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(N_BYTES)


def hashed(token: str) -> str:
    """Give what is stored of a token; one of 256 random bits needs no slower hash.

    >>> hashed("abc")[:15]
    'sha256:ba7816bf'
    """
    return f"sha256:{hashlib.sha256(token.encode('utf-8', 'surrogateescape')).hexdigest()}"


def is_hashed(text: str) -> bool:
    """Whether this is what `hashed` gives."""
    return _HASHED.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The hashes of the tokens that open administration, reading, and the measures.

    None: no token does.
    """

    admin: str | None = None
    read: str | None = None
    metrics: str | None = None

    def role(self, token: str) -> Role:
        """Give the role that a token opens."""
        if _fits(token, self.admin):
            return Role.ADMINISTRATOR
        return Role.READER if _fits(token, self.read) else Role.NOBODY

    def measures(self, authorization: str | None) -> bool:
        """Whether an `Authorization` header holds the token of the measures."""
        return _fits(bearer(authorization), self.metrics)


def bearer(authorization: str | None) -> str:
    """Give the token in an `Authorization` header; none is an empty one."""
    found = _BEARER.fullmatch(authorization or "")
    return found[1] if found else ""


def _fits(token: str, wanted: str | None) -> bool:
    given = hashed(token) if token else ""
    return wanted is not None and hmac.compare_digest(given.encode(), wanted.encode())
