"""Bearer tokens: kept as hashes, compared in constant time."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

__all__ = ["Tokens", "hashed", "is_hashed", "new_token"]

N_BYTES = 32

_HASHED = re.compile(r"sha256:[0-9a-f]{64}")
_BEARER = re.compile(r"(?i:bearer) +(\S+)")


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
    """The hashes of the tokens that open administration and reading; None: no token does."""

    admin: str | None = None
    read: str | None = None

    def administers(self, authorization: str | None) -> bool:
        """Whether an `Authorization` header holds the token of administration."""
        return _fits(authorization, self.admin)

    def reads(self, authorization: str | None) -> bool:
        """Whether it lets read, as the token of administration does too."""
        return (
            self.read is None or _fits(authorization, self.read) or self.administers(authorization)
        )


def _fits(authorization: str | None, wanted: str | None) -> bool:
    found = _BEARER.fullmatch(authorization or "")
    given = hashed(found[1]) if found else ""
    return wanted is not None and hmac.compare_digest(given.encode(), wanted.encode())
