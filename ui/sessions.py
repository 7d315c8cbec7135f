"""Who has signed in: a cookie that this server signs, so that any of its processes knows it."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from onrecord.ui.tokens import Role, Tokens

__all__ = ["LASTS_S", "Sessions"]

LASTS_S = 7 * 24 * 3600
"""How long someone stays signed in."""

_VALUE = re.compile(r"([12])\.(\d{10,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, repr=False)
class Sessions:
    """Signs with a key that depends on the tokens too: a new token ends the sessions of the old."""

    key: str
    tokens: Tokens

    @property
    def cookie(self) -> str:
        """Name the cookie; servers at other ports of one host share its cookies, not their name."""
        return "onrecord-" + hashlib.sha256(self.key.encode()).hexdigest()[:8]

    def begun(self, role: Role, now: float) -> str:
        """Give the cookie of someone who signs in."""
        said = f"{int(role)}.{int(now) + LASTS_S}"
        return f"{said}.{self._signed(said)}"

    def role(self, value: str | None, now: float) -> Role:
        """Give the role of a cookie: nobody's if it is over, or not of this server's making."""
        found = _VALUE.fullmatch(value or "")
        if found is None or int(found[2]) < now:
            return Role.NOBODY
        fits = hmac.compare_digest(self._signed(f"{found[1]}.{found[2]}"), found[3])
        return Role(int(found[1])) if fits else Role.NOBODY

    def _signed(self, said: str) -> str:
        key = f"{self.key}|{self.tokens.admin}|{self.tokens.read}".encode()
        return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
