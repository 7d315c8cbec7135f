"""Names are one, however they are written: Sora2 and Sora 2, Kling and 可灵."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from onrecord.corpus.languages.script import HAN, KANA
from onrecord.rag.errors import AliasesError

__all__ = ["CJK", "OWN_FILE", "POSSESSIVE", "Aliases", "Named", "key"]

DEFAULT = Path(__file__).with_name("aliases.toml")
OWN_FILE = "aliases.toml"  # in the folder of the articles: what the corpus's owner adds
KINDS = ("people", "organisations", "things")
CJK = re.compile(f"[{HAN}{KANA}]")
# Letters of one script, or a number with its decimals; what stands between tells nothing apart.
PIECE = re.compile(rf"[{HAN}{KANA}]+|[^\W\d_{HAN}{KANA}]+|\d+(?:\.\d+)*")
JOINT = re.compile(r"[ \u00a0\u202f\-–‑'’.·&]{0,3}")
MAX_PIECES = 6  # pieces of a Latin name: "Ursula von der Leyen" has four
POSSESSIVE = re.compile(r"['’]s?$")
FOLD = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "ß": "ß"})


@lru_cache(maxsize=8192)
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
    groups: Mapping[str, tuple[str, ...]]  # the form to show → the keys of all its forms

    @classmethod
    def load(cls, path: Path = DEFAULT) -> "Aliases":
        """Read a TOML file of `people`, `organisations` and `things`: lists of lists of names.

        Raises
        ------
        AliasesError
            If the file can't be read, isn't of that shape, or has a name in two groups.
        """
        return cls.from_groups(_read(path))

    @classmethod
    def of_corpus(cls, corpus: Path) -> "Aliases":
        """Read the file that comes along, and the owner's `aliases.toml` in the corpus folder.

        A group of the owner's takes in those that it shares a name with; what it lists first is
        the form to show. Raises what `load` does.
        """
        own = corpus / OWN_FILE
        if not own.is_file():
            return cls.load()
        shipped, added = _read(DEFAULT), _read(own)
        try:
            return cls.from_groups(_merged(shipped, added))
        except AliasesError as error:
            raise AliasesError(f"{own}: {error}") from error

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
        groups_of: dict[str, tuple[str, ...]] = {}
        for form, shown in canonical.items():
            groups_of[shown] = (*groups_of.get(shown, ()), form)
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
            MappingProxyType(groups_of),
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
        folded = unicodedata.normalize("NFKC", text)
        text = folded if len(folded) == len(text) else text
        found = sorted([*self._latin(text), *self._han(text)], key=lambda each: each.start)
        kept: list[Named] = []
        for each in found:
            if kept and each.start < kept[-1].end:
                if each.end - each.start > kept[-1].end - kept[-1].start:
                    kept[-1] = each
                continue
            kept.append(each)
        return tuple(kept)

    def possible(self, names: Collection[str], text: str) -> frozenset[str]:
        """Which of `names` `find` could find in a text; the others certainly not, told fast."""
        squeezed = _squeezed(text) if names else ""
        return frozenset(
            name
            for name in names
            if any(
                form in squeezed for form in map(_squeezed_form, self.forms(name) or (key(name),))
            )
        )

    def standing(self, names: Iterable[str], text: str) -> frozenset[str]:
        """Which of canonical `names` `find` finds in a text; as few lines as need be are read."""
        wanted, found = frozenset(names), frozenset[str]()
        for line in text.splitlines() if wanted else ():
            if self.possible(wanted - found, line):
                found |= wanted.intersection(each.name for each in self.find(line))
        return found

    def expand(self, text: str | Iterable[str]) -> tuple[str, ...]:
        """Canonical names found in a text or in terms, each once, in order.

        >>> Aliases.load().expand("快手的可灵 and Google's Veo3")
        ('Kuaishou', 'Kling', 'Google')
        """
        texts = [text] if isinstance(text, str) else text
        return tuple(dict.fromkeys(each.name for part in texts for each in self.find(part)))

    def forms(self, name: str) -> tuple[str, ...]:
        """All keys of the group that a name is in."""
        return self.groups.get(self.name(name), ())

    def _latin(self, text: str) -> Iterator[Named]:
        pieces = [piece for piece in PIECE.finditer(text) if not CJK.match(piece.group())]
        at = 0
        while at < len(pieces):
            own = pieces[at].group().casefold()
            if own not in self.prefixes and own.removesuffix("s") not in self.prefixes:
                at += 1  # most words begin no name
                continue
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


_JOINTS = " \u00a0\u202f-–‑'’.·&\n"


def _squeezed(text: str) -> str:
    """Leave out whatever may stand between the parts of a name."""
    text = unicodedata.normalize("NFKC", text).casefold()
    for joint in _JOINTS:
        text = text.replace(joint, "")  # five times as fast as str.translate
    return text


_squeezed_form = lru_cache(maxsize=4096)(_squeezed)


def _is_part(text: str, piece: re.Match[str]) -> bool:
    """Whether a word in small letters is only the first half of one: meta in meta-analysis."""
    return text[piece.end() : piece.end() + 1] == "-" and piece.group().islower()


def _latin_forms(groups: Mapping[str, Iterable[tuple[str, ...]]]) -> Iterator[str]:
    for names in groups.values():
        for forms in names:
            yield from (unicodedata.normalize("NFKC", form).casefold() for form in forms)


def _genitive(name: str, other: str) -> bool:
    """Whether `other` is `name` with the s of a German genitive."""
    return len(name) > 3 and other == name + "s"  # noqa: PLR2004 - not Veo and Veos


def _read(path: Path) -> dict[str, list[tuple[str, ...]]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AliasesError(f"{path}: not readable as TOML ({error}); mend or remove it") from error
    return {kind: _groups(path, kind, tables) for kind in _known(path, tables)}


def _merged(
    shipped: Mapping[str, list[tuple[str, ...]]], own: Mapping[str, list[tuple[str, ...]]]
) -> dict[str, list[tuple[str, ...]]]:
    """Join each group of `own` with the shipped ones that it shares a name with."""
    left = {kind: list(groups) for kind, groups in shipped.items()}
    joined: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in KINDS}
    for kind, groups in own.items():
        for forms in groups:
            keys = {key(form) for form in forms}
            taken: list[str] = []
            for others in left.values():
                for group in [each for each in others if keys & {key(form) for form in each}]:
                    others.remove(group)
                    taken += group
            joined[kind].append(tuple(dict.fromkeys((*forms, *taken))))
    return {kind: joined[kind] + left.get(kind, []) for kind in KINDS}


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
