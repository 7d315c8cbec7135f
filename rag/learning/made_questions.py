"""Questions made of wordings and invented names, whose speaker and subject are therefore known.

`wordings/*.toml` has, for each language, names, subjects, and wordings for each kind of answer;
`{s}` stands for a name and `{t}` for a subject. In "Mayor [Bexley]" only the name counts, and
"(critics)" is nobody in particular, as is whoever `anybody` asks for.
"""

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import opencc

from onrecord.rag.question.query import AnswerKind

__all__ = ["COUNTS", "Made", "fold_of", "made_questions"]

Span = tuple[int, int]

COUNTS: Final = {
    "en": 1024, "de": 1024, "zh": 1280, "fr": 384, "es": 384, "ja": 384,
    **dict.fromkeys(("it", "pt", "nl", "pl", "ru", "ko", "ar", "tr", "vi"), 128),
}  # fmt: skip
"""Questions of each language that are learned from."""

_FOLDER: Final = Path(__file__).with_name("wordings")
_MARKS: Final = {"zh": "？", "ja": "？", "ar": "؟"}
_LATIN_NAMES: Final = ("en", "de")
"""Languages whose names also stand in questions of all others."""

_SHARE: Final = {"said": 0.52, "according": 0.07}
"""Of the questions; the rest is spread over the other kinds."""

_TRADITIONAL: Final = 0.2
"""Of Chinese questions: how many are written in traditional characters."""

_ANYBODY: Final = 8
"""To so many questions comes one for the words of anybody."""

_CUT: Final = re.compile(r"(\{[st]\})")
_CORE: Final = re.compile(r"^(.*?)\[(.+)\](.*)$")


@dataclass(frozen=True, slots=True)
class Made:
    """A question, and what a reader should find in it; spans are code points, half-open.

    `wording` is what the question was made of.
    """

    text: str
    language: str
    wants: AnswerKind
    speaker: Span | None
    subject: Span | None
    wording: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a question; `tag` says whether it is speaker (s), subject (t) or neither."""

    text: str
    tag: str = ""


def made_questions(counts: Mapping[str, int], seed: int) -> list[Made]:
    """Make so many questions of each language."""
    every = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in _FOLDER.glob("*.toml")}
    made: list[Made] = []
    for language, n in counts.items():
        maker = _Maker(language, every, Random(f"{seed} {language}"))  # noqa: S311 - no secret
        made += [maker.make() for _ in range(n)]
    for language, n in counts.items():
        maker = _Maker(language, every, Random(f"{seed} {language} anybody"))  # noqa: S311
        made += [maker.make_for_anybody() for _ in range(n // _ANYBODY)]
    return made


class _Maker:
    """Makes questions of one language."""

    def __init__(
        self, language: str, every: Mapping[str, dict[str, list[str]]], random: Random
    ) -> None:
        self.language = language
        self.every = every
        self.own = every[language]
        self.random = random
        self.others = sorted(self.own.keys() & set(AnswerKind))

    def make(self) -> Made:
        """Make a question of any kind."""
        return self._made(*self._wording())

    def make_for_anybody(self) -> Made:
        """Make a question for words of nobody in particular."""
        return self._made("anybody", self.random.choice(self.own["anybody"]))

    def _made(self, kind: str, wording: str) -> Made:
        speaks = kind in {*_SHARE, "anybody"}
        wants = AnswerKind(wording.partition("|")[0])
        parts = list(self._filled(wording.partition("|")[2], speaks=speaks))
        parts = self._dressed(parts, asks=kind != "said" or self._happens(0.6))
        if self.language == "zh" and self._happens(_TRADITIONAL):
            parts = [_Part(_traditional().convert(part.text), part.tag) for part in parts]
        text = "".join(part.text for part in parts)
        return Made(text, self.language, wants, _span(parts, "s"), _span(parts, "t"), wording)

    def _wording(self) -> tuple[str, str]:
        drawn = self.random.random()
        kind = "said" if drawn < _SHARE["said"] else "according"
        if drawn > sum(_SHARE.values()):
            kind = self.random.choice(self.others)
        wording = self.random.choice(self.own[kind])
        return kind, wording if kind == "according" else f"{kind}|{wording}"

    def _filled(self, wording: str, *, speaks: bool) -> Iterator[_Part]:
        """Put names in; where nobody speaks, the first of them is the subject."""
        subject_taken = False
        for piece in _CUT.split(wording):
            if piece == "{s}":
                tag = "s" if speaks else "" if subject_taken else "t"
                subject_taken = True
                yield from self._named(self._name(), tag)
            elif piece == "{t}":
                yield _Part(self._topic(), "t" if speaks or not subject_taken else "")
                subject_taken = True
            elif piece:
                yield _Part(piece)

    def _named(self, name: str, tag: str) -> Iterator[_Part]:
        if name.startswith("("):
            name, tag = name.strip("()"), ""
        match = _CORE.match(name)
        texts = match.groups() if match else ("", name, "")
        for text, here in zip(texts, ("", tag, ""), strict=True):
            if text:
                yield _Part(text, here)

    def _name(self) -> str:
        random, own = self.random, self.own
        if self._happens(0.12):
            own = self.every[random.choice(_LATIN_NAMES)]
        (of,) = random.choices(("", "organisations", "people", "groups"), (0.4, 0.2, 0.2, 0.2))
        return random.choice(own[of]) if of else self._invented(own)

    def _invented(self, own: Mapping[str, list[str]]) -> str:
        words = ["".join(self.random.sample(own["syllables"], self.random.choice((2, 2, 3))))]
        spaced = words[0][0].isascii() or words[0].lower() != words[0].upper()
        if spaced and self._happens(0.4):
            words.append("".join(self.random.sample(own["syllables"], 2)))
        return " ".join(word.capitalize() if word.isascii() else word.title() for word in words)

    def _topic(self) -> str:
        (own,) = self.random.choices((None, self.every["en"], self.own), (0.7, 0.15, 0.15))
        if own is None:
            return self.random.choice(self.own["topics"])
        version = self.random.choice(("", " 2", " 3", " 4", " 5.1", " X", "2", " Pro"))
        return self._invented(own) + version

    def _dressed(self, parts: list[_Part], *, asks: bool) -> list[_Part]:
        """Write them as people do: with courtesy, without capitals, with a slip of the hand."""
        random = self.random
        if self._happens(0.15):
            parts = [_Part(random.choice(self.own["before"])), *parts]
        polite = self._happens(0.15)
        after = random.choice(self.own["after"]) if polite else ""
        if asks and self._happens(0.75) and after[:1] not in {"?", "？"}:
            mark = _MARKS.get(self.language, "?")
            parts = [*parts, _Part(mark)] if after[:1] != " " else [*parts, _Part(mark + after)]
            after = after if after[:1] != " " else ""
        parts = [*parts, _Part(after)] if after else parts
        if self._happens(0.12):
            parts = [self._slipped(part) for part in parts]
        return self._cased(parts)

    def _slipped(self, part: _Part) -> _Part:
        """Swap two letters that stand side by side, or leave one out."""
        places = [m.start() for m in re.finditer(r"(?<=[^\W\d_])[a-zà-ÿа-я]{2}", part.text)]
        if not places or self._happens(0.5):
            return part
        at = self.random.choice(places)
        one, two = part.text[at], part.text[at + 1]
        return _Part(
            part.text[:at] + (two + one if self._happens(0.6) else one) + part.text[at + 2 :],
            part.tag,
        )

    def _cased(self, parts: Sequence[_Part]) -> list[_Part]:
        (case,) = self.random.choices(("lower", "upper", "first", ""), (0.2, 0.08, 0.32, 0.4))
        if case in {"lower", "upper"}:
            return [_Part(getattr(part.text, case)(), part.tag) for part in parts]
        if case == "first":
            first = parts[0].text
            return [_Part(first[:1].upper() + first[1:], parts[0].tag), *parts[1:]]
        return list(parts)

    def _happens(self, share: float) -> bool:
        return self.random.random() < share


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _span(parts: Sequence[_Part], tag: str) -> Span | None:
    at = 0
    for part in parts:
        if part.tag == tag:
            return at, at + len(part.text)
        at += len(part.text)
    return None


def fold_of(wording: str, n_folds: int) -> int:
    """Tell the fold of all questions that are made of one wording."""
    return zlib.crc32(wording.encode()) % n_folds
