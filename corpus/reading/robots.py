"""What a site asks programs to leave alone: its robots.txt, RFC 9309."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import unquote, urlsplit

__all__ = ["Robots"]

MAX_CHARS: Final = 500_000
MAX_DELAY_S: Final = 60.0
EVERYONE: Final = "*"
AGENT: Final = "user-agent"
PATHS: Final = {"allow": True, "disallow": False}


@dataclass(frozen=True, slots=True)
class Robots:
    """Patterns of paths, each with whether it is allowed, and how long to wait between pages."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0

    @classmethod
    def parse(cls, text: str, agent: str) -> Self:
        r"""Read what is meant for an agent, or else for everyone; what isn't understood is passed.

        >>> Robots.parse("User-agent: *\nDisallow: /desk", "onrecord").allows("https://a.example/")
        True
        """
        meant = [*_meant(text, agent.lower())] or [*_meant(text, EVERYONE)]
        return cls(
            tuple((unquote(value), PATHS[key]) for key, value in meant if key in PATHS and value),
            max((_seconds(value) for key, value in meant if key == "crawl-delay"), default=0.0),
        )

    def allows(self, url: str) -> bool:
        """Whether a page may be read: the longest pattern decides, of two the friendlier."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        fitting = ((len(each), allowed) for each, allowed in self.rules if _fits(each, path))
        return max(fitting, default=(0, True))[1]


def _meant(text: str, agent: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of all groups that name an agent, its own name first so that it has one."""
    named, is_meant = False, False
    for line in text[:MAX_CHARS].splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == AGENT:
            is_meant = value.lower() == agent or (named and is_meant)
        if is_meant and value:
            yield key, value
        named = key == AGENT if key else named


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says; `*` is anything, `$` the end."""
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = before = len(first)
    for piece in others:
        before = path.find(piece, at)
        if before < 0:
            return False
        at = before + len(piece)
    last = (others or [first])[-1]
    is_whole = len(path) - len(last) >= (before if others else 0) and path.endswith(last)
    return is_whole and (bool(others) or at == len(path)) if pattern.endswith("$") else True


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), MAX_DELAY_S)
    except ValueError:
        return 0.0
