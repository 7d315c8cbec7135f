"""Whom the marks of a page name as its author: `meta`, `rel`, `itemprop`, classes and links."""

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from onrecord.corpus.page.bylines import writers
from onrecord.corpus.page.names import ADDRESS, LABEL, NOBODY, persons_in, unlabelled

__all__ = ["authors_in_body", "authors_in_head"]

KEYS = re.compile(r"(?:\w+[.:\-_])?(?:authors?|creator|byl)(?:[.\-_]?name)?$", re.IGNORECASE)
NO_AUTHOR = re.compile(r"^(?:twitter|og:image|image)", re.IGNORECASE)
MARKS = (
    "//*[contains(concat(' ', @rel, ' '), ' author ')"
    " or contains(concat(' ', @itemprop, ' '), ' author ')"
    " or contains(@class, 'uthor') or contains(@class, 'yline') or contains(@class, 'utor')"
    " or contains(@id, 'uthor') or contains(@data-testid, 'uthor') or self::address]"
)
ELSEWHERE = re.compile(
    r"(?:^|[\s_\-])(?:comments?|kommentare?|replies|related|teaser|sidebar|widget|recommend\w*|similar"
    r"|popular|caption|photo|foto|image|quote)(?=$|[\s_\-])|(?:^|\s)footer(?=$|\s)",
    re.IGNORECASE,
)
NAMES_AUTHOR = re.compile(
    r"(?:^|[\s_\-])(?:post|entry|article)?[_\-]*(?:author|byline|autor)(?:[_\-]?name)?(?=$|\s)"
)
ACCOUNT = re.compile(r"[^\W_][\w.\-]+")
PROFILE = re.compile(r"author|autor|profil|person|staff|people|redakt|user|contribut|journalist")
OWN_PAGE = re.compile(r"/(?:author|autor|redakt|staff|contribut|journalist|reporter|newsteam)")
MAX_CHARS = 200
MAX_MARK_CHARS = 3  # of what stands between names
N_REASONS = 3
NEAR = range(-20, 120)  # elements from a headline: where a byline stands


def authors_in_head(tree: Any) -> Iterator[str]:
    """Yield the authors that `meta` elements name, in order; who has an address is an outlet."""
    for meta in tree.xpath("//meta[@content]"):
        key = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        if KEYS.search(key) and not NO_AUTHOR.match(key):
            words = " ".join(meta.get("content").split()).strip(" '\"")
            if words and not ADDRESS.search(words):
                yield unlabelled(words)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Whom an element names, and what speaks for it."""

    names: tuple[str, ...]
    is_exact: bool
    has_profile: bool
    is_near: bool

    @property
    def n_reasons(self) -> int:
        """How much speaks for it."""
        return self.is_exact + self.has_profile + self.is_near


def authors_in_body(tree: Any) -> tuple[str, ...]:
    """Return those for whom most speaks, and of several the first.

    Where all marks name the same, it is enough that one stands near a headline or leads to a page
    about them; else everything has to speak for it. Where no mark tells, a line near a headline
    may say who wrote what is below it.
    """
    places = {node: place for place, node in enumerate(tree.iter())}
    headlines = [*tree.iter("h1")] or [next(tree.iter("body"), tree)]
    starts = [places[each] for each in headlines]
    marks = list[_Mark]()
    for node in tree.xpath(MARKS):
        headline = headlines[max(bisect(starts, places[node]) - 1, 0)]
        names = _persons(node) or _single(node)
        if names and not _is_elsewhere(node, headline):
            is_near = places[node] - places[headline] in NEAR
            marks.append(_marked(node, names, is_near=is_near))
    return _best(marks) or next(filter(None, map(_unmarked, _near(headlines, places))), ())


def _best(marks: Sequence[_Mark]) -> tuple[str, ...]:
    if not marks:
        return ()
    best = max(marks, key=lambda mark: mark.n_reasons)
    others = {name.casefold() for mark in marks for name in mark.names}
    are_one = others <= {name.casefold() for name in best.names}
    is_enough = best.has_profile or best.is_near if are_one else best.n_reasons == N_REASONS
    return best.names if is_enough else ()


def _near(headlines: Sequence[Any], places: Mapping[Any, int]) -> Iterator[Any]:
    """Yield the elements where a byline stands, headline by headline."""
    nodes = [*places]
    for headline in headlines:
        start = places[headline]
        for node in nodes[max(start + NEAR.start, 0) : start + NEAR.stop]:
            if isinstance(node.tag, str) and not _is_elsewhere(node, headline):
                yield node


def _unmarked(node: Any) -> tuple[str, ...]:
    """Read a line that says who wrote, or a link from a name alone to their own page."""
    line = " ".join((node.text or "").split())
    if node.tag != "a":
        return writers(line)
    names, there = persons_in(line), node.get("href", "").casefold()
    is_own = names == (line,) and OWN_PAGE.search(there)
    return names if is_own and line.casefold().split()[-1] in there else ()


def _marked(node: Any, names: tuple[str, ...], *, is_near: bool) -> _Mark:
    states = "author" in {node.get("rel"), node.get("itemprop")}
    return _Mark(
        names,
        is_exact=states or NAMES_AUTHOR.search(node.get("class", "")) is not None,
        has_profile=_has_profile(node, names[0]),
        is_near=is_near,
    )


def _has_profile(node: Any, name: str) -> bool:
    """Whether a link on a name, in it or around it, leads to whoever it is."""
    links = (node.getparent(), node, *node.iter("a"))
    last = name.casefold().split()[-1]
    found = [link.get("href", "").casefold() for link in links if link is not None]
    return any(PROFILE.search(each) or last in each for each in found)


def _single(node: Any) -> tuple[str, ...]:
    """Read one word, as blogs call their authors."""
    words = unlabelled(" ".join(" ".join(node.itertext()).split()))
    return (words,) if ACCOUNT.fullmatch(words) and not NOBODY.fullmatch(words) else ()


def _is_elsewhere(node: Any, headline: Any) -> bool:
    """Whether it stands in a part of the page that is no article's, and without the headline."""
    around = {headline, *headline.iterancestors()}
    apart = takewhile(lambda each: each not in around, (node, *node.iterancestors()))
    return any(
        each.tag in {"aside", "nav", "figure"}
        or ELSEWHERE.search(f"{each.get('class', '')} {each.get('id', '')}")
        for each in apart
    )


def _persons(node: Any) -> tuple[str, ...]:
    """Read the names in an element, each in a text of its own or one after the other."""
    pieces = [" ".join(words.split()) for words in node.itertext()]
    pieces = [piece for piece in pieces if piece]
    if sum(map(len, pieces)) > MAX_CHARS:
        return ()
    found: list[str] = []
    for piece in pieces:
        if found and _ends(piece):
            break
        found += persons_in(piece)
    return tuple(dict.fromkeys(found))


def _ends(piece: str) -> bool:
    """Whether what stands behind a name is neither another name nor a mark between them."""
    is_other = len(piece) > MAX_MARK_CHARS and not persons_in(piece)
    return is_other or re.search(r"\d", piece) is not None or LABEL.match(piece) is not None
