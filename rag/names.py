"""Names are one, however they are written: Sora2 and Sora 2, Kling and 可灵."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from rag.claims import word_set
from rag.errors import AliasesError

__all__ = ["Aliases", "Named", "key", "name_terms", "suggest"]

DEFAULT = Path(__file__).with_name("aliases.toml")
KINDS = ("people", "organisations", "things")
HAN = "\u3400-\u9fff\uf900-\ufaff"
CJK = re.compile(f"[{HAN}\u3040-\u30ff]")
# Letters of one script, or a number with its decimals; what stands between tells nothing apart.
PIECE = re.compile(rf"[{HAN}\u3040-\u30ff]+|[^\W\d_{HAN}\u3040-\u30ff]+|\d+(?:\.\d+)*")
JOINT = re.compile(r"[ \u00a0\u202f\-–‑'’.·&]{0,3}")
MAX_PIECES = 6  # pieces of a Latin name: "Ursula von der Leyen" has four
POSSESSIVE = re.compile(r"['’]s?$")
FOLD = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "ß": "ß"})


def key(name: str) -> str:
    """Leave out what doesn't tell names apart: case, width, spaces, hyphens, a possessive.

    >>> key("SORA-2"), key("Sora２"), key("sora 2's"), key("Veo 3.1")
    ('sora2', 'sora2', 'sora2', 'veo3.1')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(FOLD).strip()
    return "".join(PIECE.findall(POSSESSIVE.sub("", folded)))


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text: its canonical form, and where (code points, half-open)."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Aliases:
    """Groups of names that mean the same; `kinds` tells people from organisations and things."""

    canonical: Mapping[str, str]  # key of each form → the form to show
    kinds: Mapping[str, str]  # the form to show → one of KINDS
    han: re.Pattern[str]
    prefixes: frozenset[str]  # keys that a longer Latin key may begin with

    @classmethod
    def load(cls, path: Path = DEFAULT) -> "Aliases":
        """Read a TOML file of `people`, `organisations` and `things`: lists of lists of names.

        Raises
        ------
        AliasesError
            If the file can't be read, isn't of that shape, or has a name in two groups.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise AliasesError(
                f"{path}: not readable as TOML ({error}); mend or remove it"
            ) from error
        return cls.from_groups({kind: _groups(path, kind, tables) for kind in _known(path, tables)})

    @classmethod
    def from_groups(cls, groups: Mapping[str, Iterable[tuple[str, ...]]]) -> "Aliases":
        """Build from groups of names of each kind, the form to show first."""
        canonical: dict[str, str] = {}
        kinds: dict[str, str] = {}
        for kind, names in groups.items():
            for forms in names:
                kinds.setdefault(forms[0], kind)
                for form in forms:
                    other = canonical.setdefault(key(form), forms[0])
                    if other != forms[0]:
                        raise AliasesError(
                            f"{form!r} is an alias of both {other!r} and {forms[0]!r}; "
                            "keep it in one group"
                        )
        han = sorted(
            (form for form in canonical if CJK.match(form)), key=lambda form: (-len(form), form)
        )
        return cls(
            MappingProxyType(canonical),
            MappingProxyType(kinds),
            re.compile("|".join(map(re.escape, han)) or r"(?!)"),
            frozenset(
                "".join(pieces[:n])
                for pieces in (PIECE.findall(form) for form in _latin_forms(groups))
                for n in range(1, len(pieces) + 1)
            ),
        )

    def name(self, form: str) -> str:
        """Return the canonical form of a name, or its key where no group has it."""
        own = key(form)
        found = self.canonical.get(own)
        if found is None and own.endswith("s"):
            found = self.canonical.get(own[:-1])  # a German genitive: Baidus
        return own if found is None else found

    def same(self, a: str, b: str) -> bool:
        """Whether two names mean the same.

        >>> Aliases.load().same("可灵", "Keling"), Aliases.load().same("Meta", "metadata")
        (True, False)
        """
        left, right = self.name(a), self.name(b)
        return bool(left) and (left == right or _genitive(left, right) or _genitive(right, left))

    def find(self, text: str) -> tuple[Named, ...]:
        """Known names in a text, longest first where they overlap; in order, disjoint."""
        text = unicodedata.normalize("NFKC", text) if len(text) == _nfkc_length(text) else text
        found = sorted([*self._latin(text), *self._han(text)], key=lambda each: each.start)
        kept: list[Named] = []
        for each in found:
            if kept and each.start < kept[-1].end:
                if each.end - each.start > kept[-1].end - kept[-1].start:
                    kept[-1] = each
                continue
            kept.append(each)
        return tuple(kept)

    def expand(self, text: str | Iterable[str]) -> tuple[str, ...]:
        """Canonical names found in a text or in terms, each once, in order.

        >>> Aliases.load().expand("快手的可灵 and Google's Veo3")
        ('Kuaishou', 'Kling', 'Google')
        """
        texts = [text] if isinstance(text, str) else text
        return tuple(dict.fromkeys(each.name for part in texts for each in self.find(part)))

    def forms(self, name: str) -> tuple[str, ...]:
        """All keys of the group that a name is in."""
        shown = self.name(name)
        return tuple(form for form, of in self.canonical.items() if of == shown)

    def _latin(self, text: str) -> Iterator[Named]:
        pieces = [piece for piece in PIECE.finditer(text) if not CJK.match(piece.group())]
        at = 0
        while at < len(pieces):
            end, name = self._longest(text, pieces, at)
            if name is not None:
                yield Named(name, pieces[at].start(), pieces[end - 1].end())
            at = end

    def _longest(self, text: str, pieces: list[re.Match[str]], at: int) -> tuple[int, str | None]:
        """Find the end of the longest known name that begins with the piece `at`, and the name."""
        grown, found = "", (at + 1, None)
        best: tuple[int, str | None] = found
        for n in range(at, min(at + MAX_PIECES, len(pieces))):
            if n > at and not JOINT.fullmatch(text, pieces[n - 1].end(), pieces[n].start()):
                break
            own = pieces[n].group().casefold()
            stem = own if own == "s" else own.removesuffix("s")
            for form in (grown + own, grown + stem):
                if form in self.canonical and not _is_part(text, pieces[n]):
                    best = n + 1, self.canonical[form]
                    break
            grown += own
            if grown not in self.prefixes:
                break
        return best

    def _han(self, text: str) -> Iterator[Named]:
        for match in self.han.finditer(text):
            yield Named(self.canonical[key(match.group())], match.start(), match.end())


def _is_part(text: str, piece: re.Match[str]) -> bool:
    """Whether a word in small letters is only the first half of one: meta in meta-analysis."""
    return text[piece.end() : piece.end() + 1] == "-" and piece.group().islower()


def _latin_forms(groups: Mapping[str, Iterable[tuple[str, ...]]]) -> Iterator[str]:
    for names in groups.values():
        for forms in names:
            yield from (unicodedata.normalize("NFKC", form).casefold() for form in forms)


def _nfkc_length(text: str) -> int:
    return len(unicodedata.normalize("NFKC", text))


def _genitive(name: str, other: str) -> bool:
    """Whether `other` is `name` with the s of a German genitive."""
    return len(name) > 3 and other == name + "s"  # noqa: PLR2004 - not Veo and Veos


def _known(path: Path, tables: Mapping[str, object]) -> Iterator[str]:
    unknown = sorted(set(tables) - set(KINDS))
    if unknown:
        raise AliasesError(f"{path}: {unknown[0]!r} is none of {', '.join(KINDS)}; rename it")
    yield from (kind for kind in KINDS if kind in tables)


def _groups(path: Path, kind: str, tables: Mapping[str, object]) -> list[tuple[str, ...]]:
    groups = tables[kind]
    if not isinstance(groups, list):
        raise AliasesError(f"{path}: {kind!r} must be a list of lists of names")
    checked = []
    for group in groups:
        names = group if isinstance(group, list) else []
        if not names or not all(isinstance(name, str) and key(name) for name in names):
            raise AliasesError(f"{path}: {group!r} in {kind!r} must be a list of names")
        checked.append(tuple(names))
    return checked


# --- names in a question -------------------------------------------------------------------------

# Words that begin a question or carry its grammar, and are capitalised without being names.
QUESTION_WORDS = word_set(
    """
    what who when where why how which whose whom is are was were do does did has have had can
    could will would should  the a an in on at of for to and or but if tell me about please
    give list find according i  was wer wann wo warum wie welche welcher welches wem wen
    wessen woher wohin weshalb wieso ist sind war waren hat haben  hatte kann können wird
    werden soll sagte sagt meint glaubt laut der die das ein eine einer im am in und oder
    nenne gib  wieviel wozu womit worüber wovon wodurch inwiefern zeige sag ceo faz
    """
)
LATIN_IN_HAN = re.compile(
    r"[A-Za-zÀ-ɏ][\w.'’\-]*(?:[ \-]?\d+(?:\.\d+)*)?(?: [A-ZÀ-Þ][\w.\-]*(?: ?\d+(?:\.\d+)*)?)*",
    re.ASCII,
)
WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
ROMAN_OR_NUMBER = re.compile(r"\d+(?:\.\d+)*")
QUOTED = re.compile(r"[“„«「《\"]([^“”„«»「」《》\"]{1,60})[”“»」》\"]")
# German capitalises every noun: without another sign only these shapes are names.
CAMEL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]|[A-ZÀ-Þ]{2,}|\d")


def name_terms(question: str, language: str, aliases: Aliases | None = None) -> tuple[str, ...]:
    """Find the named things in a question, as it has them, each once, in order.

    In German, where every noun is capitalised, a lone noun is a name only if it is a known one,
    has a digit or capitals inside, stands in quotation marks, or two capitals stand side by side.

    >>> name_terms("What did Ruth Abernethy say about Sora 2?", "en")
    ('Ruth Abernethy', 'Sora 2')
    """
    aliases = _default() if aliases is None else aliases
    spans = [(each.start, each.end) for each in aliases.find(question)]
    spans += [match.span(1) for match in QUOTED.finditer(question)]
    if CJK.search(question):
        spans += [match.span() for match in LATIN_IN_HAN.finditer(question)]
    else:
        spans = [*_without_verb(question, spans, language), *spans]
    return tuple(dict.fromkeys(question[start:end] for start, end in _widest(spans)))


def _without_verb(
    question: str, known: list[tuple[int, int]], language: str
) -> Iterator[tuple[int, int]]:
    """Yield runs of capitals; one that a known name ends, after the first word, is that name."""
    for start, end in _capitalised(question, german=language == "de"):
        longer = [a for a, b in known if b == end and a > start]
        yield (min(longer), end) if longer and not question[:start].strip() else (start, end)


@lru_cache(maxsize=1)
def _default() -> Aliases:
    return Aliases.load()


def _widest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that lie in no other, in order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            if kept and start < kept[-1][1]:
                kept[-1] = kept[-1][0], end
            else:
                kept.append((start, end))
    return kept


def _capitalised(question: str, *, german: bool) -> Iterator[tuple[int, int]]:
    words = list(WORD.finditer(question))
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _in_name(question, words, at, end):
            end += 1
        if end > at and (not german or _is_german_name(words[at:end])) and _worthy(words, at, end):
            last = words[end - 1]
            yield words[at].start(), last.start() + len(POSSESSIVE.sub("", last.group()))
        at = max(end, at + 1)


def _in_name(question: str, words: list[re.Match[str]], start: int, at: int) -> bool:
    """Whether the word `at` goes on with the name that begins at `start`."""
    word = words[at].group()
    if at > start:
        between = question[words[at - 1].end() : words[at].start()]
        if between not in {" ", "-", "\u00a0"} or words[at - 1].group().endswith(("'s", "’s")):
            return False
        if ROMAN_OR_NUMBER.fullmatch(word):
            return True
    named = word[0].isupper() or (any(map(str.isdigit, word)) and word[0].isalpha())
    return named and POSSESSIVE.sub("", word).casefold() not in QUESTION_WORDS


def _worthy(words: list[re.Match[str]], start: int, end: int) -> bool:
    """Whether capitals are more than those of a sentence's first word."""
    first = words[start].group()
    owning = bool(POSSESSIVE.search(first))
    return start > 0 or end - start > 1 or owning or bool(CAMEL.search(first))


def _is_german_name(run: list[re.Match[str]]) -> bool:
    return len(run) > 1 or bool(CAMEL.search(run[0].group()))


# --- candidates for the alias file ---------------------------------------------------------------

LATIN_NAME = r"[A-Z][\w.&'’\-]*(?: [A-Z0-9][\w.&'’\-]*){0,3}"
HAN_NAME = rf"[“「《]?([{HAN}·]{{2,8}})[”」》]?"
GLOSS = re.compile(
    rf"{HAN_NAME} ?[（(]({LATIN_NAME})[)）]|({LATIN_NAME}) ?[（(]{HAN_NAME}[)）]", re.ASCII
)
HEREINAFTER = re.compile(
    rf"({LATIN_NAME}),? ?[（(](?:hereinafter|hereafter|also known as|formerly|a\.k\.a\.|"
    rf"im Folgenden|kurz)[^)）]{{0,24}}?[\"“„']?({LATIN_NAME})[\"”“']?[)）]"
    rf"|([{HAN}]{{2,12}}) ?[（(](?:以下简称|下称|简称|又名|原名)[：:]?[“\"]?"
    rf"([{HAN}\w]{{2,12}}?)[”\"]?[)）]"
)


def suggest(texts: Iterable[str], aliases: Aliases | None = None) -> tuple[tuple[str, str], ...]:
    """Pairs of names that the texts themselves call one, and the aliases don't have yet.

    Most frequent first, then in the order of the alphabet. A Chinese form may come with a word
    too many before it (Chinese has no spaces); whoever edits the alias file decides.

    >>> suggest(["“可灵”（Kling）", 'Deng Deng (hereinafter referred to as "Deng") spoke'])
    (('Deng Deng', 'Deng'),)
    """
    aliases = _default() if aliases is None else aliases
    counts: dict[tuple[str, str], int] = {}
    for text in texts:
        for pattern in (GLOSS, HEREINAFTER):
            for match in pattern.finditer(text):
                left, right = (group for group in match.groups() if group)
                if not aliases.same(left, right) and left != right:
                    counts[left, right] = counts.get((left, right), 0) + 1
    return tuple(sorted(counts, key=lambda pair: (-counts[pair], pair)))
