"""Whether the people and things that a question names stand in a text.

A name that stands nowhere is the surest sign that the corpus doesn't say. Across scripts a name
can only be recognised through the aliases; what can't be recognised isn't counted.
"""

import unicodedata
from dataclasses import dataclass, replace
from typing import Final, Self

import regex

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.question_names import name_terms

__all__ = ["NamedThings"]

_PIECE: Final = regex.compile(r"\p{Han}+|[^\W\d_]+|\d+(?:[.,]\d+)*")
_HAN: Final = regex.compile(r"\p{Han}")
_FAR: Final = regex.compile("[\u2e80-\U0010ffff]")
"""Han and more: texts that hold none of it are passed at once, with `re` an eighth as fast."""

_BETWEEN: Final = r"[\s\-_·.]*"


@dataclass(frozen=True, slots=True)
class _Known:
    """A name of the aliases; `scripts` are those it has a form in."""

    name: str
    scripts: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class NamedThings:
    """The names of one question: known ones by what they are called, others by their letters.

    `absent` are those that are not looked for, since they are known not to be found.
    """

    aliases: Aliases
    known: tuple[_Known, ...]
    others: tuple[tuple[regex.Pattern[str], frozenset[str]], ...]
    absent: frozenset[str | regex.Pattern[str]] = frozenset()

    @classmethod
    def of(cls, question: str, language: str, aliases: Aliases) -> Self:
        """Find the names of a question."""
        names = name_terms(question, language, aliases)
        forms = {name: aliases.forms(name) for name in names}
        return cls(
            aliases,
            tuple(
                _Known(aliases.name(name), frozenset(map(_script, forms[name])))
                for name in names
                if forms[name]
            ),
            tuple((_pattern(name), _scripts(name)) for name in names if not forms[name]),
        )

    def within(self, text: str) -> Self:
        """Give the names for parts of `text`: only those are looked for that it holds."""
        names = [each.name for each in self.known if each.name not in self.absent]
        patterns = [pattern for pattern, _ in self.others if pattern not in self.absent]
        if not names and not patterns:
            return self
        folded = unicodedata.normalize("NFKC", text)
        absent = frozenset(names) - self.aliases.possible(names, folded)
        absent |= {pattern for pattern in patterns if pattern.search(folded) is None}
        return replace(self, absent=self.absent | absent) if absent else self

    def share(self, text: str) -> float:
        """Share of the names that could be recognised in `text` and stand there; 1 without any."""
        if not self.known and not self.others:
            return 1.0
        folded = unicodedata.normalize("NFKC", text)
        script = "han" if _is_han(folded) else "latin"
        known = [each.name for each in self.known if script in each.scripts]
        others = [pattern for pattern, scripts in self.others if script in scripts]
        if not known and not others:
            return 1.0
        n_found = len(self.aliases.standing(set(known) - self.absent, folded))
        n_found += sum(each.search(folded) is not None for each in set(others) - self.absent)
        return n_found / (len(known) + len(others))


def _is_han(text: str) -> bool:
    """Whether Han stands for more than an eighth of a text."""
    return _FAR.search(text) is not None and len(_HAN.findall(text)) > len(text) / 8


def _script(form: str) -> str:
    return "han" if _HAN.search(form) else "latin"


def _scripts(name: str) -> frozenset[str]:
    """Products keep their Latin names in Chinese texts; people don't."""
    product = _script(name) == "latin" and any(character.isdigit() for character in name)
    return frozenset({"latin", "han"} if product else {_script(name)})


def _pattern(name: str) -> regex.Pattern[str]:
    """Match a name however it is spaced; a person is found by the last name too."""
    pieces = _PIECE.findall(unicodedata.normalize("NFKC", name))
    if not pieces:
        return regex.compile(r"(?!)")
    first = len(pieces) - 1 if len(pieces) > 1 and all(map(_is_name_word, pieces)) else 0
    body = _BETWEEN.join(regex.escape(piece) for piece in pieces[first:])
    if _HAN.search(name):
        return regex.compile(body)
    after = r"(?!\d|\.\d)" if pieces[-1][-1].isdigit() else r"(?:'s|’s|s)?(?!\p{Latin})"
    return regex.compile(rf"(?<![\p{{Latin}}\d]){body}{after}", regex.IGNORECASE)


def _is_name_word(piece: str) -> bool:
    return len(piece) > 1 and piece[0].isupper() and not piece.isupper()
