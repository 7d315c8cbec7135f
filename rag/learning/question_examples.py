"""Questions to learn reading from, and what is known of each."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus.languages.script import has_han
from onrecord.index.encoding.encoder import Encoder
from onrecord.rag.learning.encoded import EncodedTexts
from onrecord.rag.learning.made_questions import (
    COUNTS,
    TALK,
    Made,
    Typed,
    dressed,
    fold_of,
    joined,
    made_questions,
)
from onrecord.rag.question.asked import Asks, Item, Leans
from onrecord.rag.question.head import ASKS, ITEMS, KINDS, LEANS, TAGS, forms
from onrecord.rag.question.query import AnswerKind

__all__ = [
    "Example",
    "asked_examples",
    "bare_words",
    "joined_examples",
    "leaning_examples",
    "made_examples",
    "one_by_one",
    "read_rows",
    "standing",
    "tagged",
]

Span = tuple[int, int]
Floats = npt.NDArray[np.float32]
Tags = npt.NDArray[np.int64]

N_FOLDS: Final = 8
_KIND_OF: Final = {
    "who": AnswerKind.PERSON, "when": AnswerKind.DATE, "where": AnswerKind.PLACE,
    "number": AnswerKind.NUMBER, "why": AnswerKind.REASON, "how": AnswerKind.MANNER,
    "what": AnswerKind.OTHER, "yesno": AnswerKind.YES_NO, "list": AnswerKind.LIST,
    "definition": AnswerKind.DEFINITION, "compare": AnswerKind.OTHER,
}  # fmt: skip
_OF_WORDS: Final = tuple(
    KINDS.index(AnswerKind(kind))
    for kind in ("said", "number", "date", "place", "person", "reason", "yes_no")
)
"""What a question for somebody's words may ask for: "How many, according to Ada?"."""

_ASKS_OF: Final = {"compare": (Asks.WORDS, Asks.COMPARISON)}

_LEANING: Final = tuple(n for n, each in enumerate(LEANS) if each is not Leans.NOTHING)
"""What a question that follows others may lean on."""

_SHARES: Final = {**dict.fromkeys(_KIND_OF, 0.14), "unanswerable": 0.06, "words": 0.5}
"""Of the facts of each kind: how many are learned from."""

_BARE: Final = 6
"""Of so many asked questions one is also typed as a word or two of it: no greeting, no thanks."""

_N_LED: Final = 3
"""How often something leads up to a question on each article."""

_STOPS: Final = ((".", ".", ",", ":", " -"), ("。", "。", "，", "，", "："))
"""What may stand behind a sentence that leads up to a question, elsewhere and in Chinese."""

_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,4}|[^\W\d_\u4e00-\u9fff]{3,}")

_CAPITALS: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]*")


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question and what is known of it.

    Attributes
    ----------
    tokens, seen
        (n, dim) and (n, len(FORMS)) float32.
    kinds, asks, leans, items
        Those that are right; all, if nothing is known.
    speaker, subject, points
        (n,) numbers of tags; `None` if nothing is known.
    core
        (n,) numbers of tags: what asks, without the words around it.
    without, second
        (n,) numbers of tags: whoever or whatever is left out, and a second question.
    capitals
        (n,) float32: 1 for a token that has a capital where there are any; `None` where it has.
    asks_for_words
        Whether it is known to name somebody whose words it asks for.
    is_partly_known
        Whether what isn't known of it is left so.
    """

    text: str
    language: str
    source: str
    fold: int
    tokens: Floats
    seen: Floats
    spans: npt.NDArray[np.int32]
    kinds: tuple[int, ...]
    speaker: Tags | None
    subject: Tags | None
    points: Tags | None
    core: Tags
    without: Tags
    second: Tags
    capitals: Floats | None
    asks: tuple[int, ...] = (ASKS.index(Asks.WORDS),)
    leans: tuple[int, ...] = (LEANS.index(Leans.NOTHING),)
    items: tuple[int, ...] = (ITEMS.index(Item.ANY),)
    asks_for_words: bool = False
    is_partly_known: bool = False


def tagged(spans: npt.NDArray[np.int32], *marked: Span | None) -> Tags:
    """Tag the tokens that lie in spans of code points  # (n,)."""
    tags = np.zeros(len(spans), np.int64)
    for span in filter(None, marked):
        inside = np.flatnonzero((spans[:, 0] < span[1]) & (spans[:, 1] > span[0]))
        tags[inside] = TAGS.index("inside")
        tags[inside[:1]] = TAGS.index("begins")
    return tags


def made_examples(encoder: Encoder, folder: Path, seed: int) -> list[Example]:
    """Make questions whose parts are known."""
    made = made_questions(COUNTS, TALK, seed)
    encoded = EncodedTexts.of([each.text for each in made], encoder, folder)
    examples = []
    for row, each in enumerate(made):
        tokens, spans = encoded[row]
        examples.append(_made(each, tokens, spans))
    return examples


def _made(each: Made, tokens: Floats, spans: npt.NDArray[np.int32]) -> Example:
    leans_unknown, is_one = each.leans is None, each.second is None
    return Example(
        each.text, each.language, "talk" if each.is_talk else "made",
        fold_of(each.wording, N_FOLDS), tokens, forms(each.text, spans), spans,
        tuple(KINDS.index(kind) for kind in each.kinds),
        tagged(spans, *each.speakers) if is_one else None,
        tagged(spans, each.subject) if is_one else None,
        None if leans_unknown else tagged(spans, each.points),
        tagged(spans, each.typed.core), tagged(spans, *each.without), tagged(spans, each.second),
        _capitals(each.typed, spans),
        tuple(ASKS.index(asks) for asks in each.asks),
        tuple(LEANS.index(one) for one in (LEANS if leans_unknown else (each.leans,))),
        (ITEMS.index(each.item),), is_partly_known=not is_one,
    )  # fmt: skip


def _capitals(typed: Typed, spans: npt.NDArray[np.int32]) -> Floats | None:
    """Tell which tokens had a capital, if all of them lost it."""
    if typed.text == typed.cased or not typed.text.islower():
        return None
    return np.array([typed.cased[start : start + 1].isupper() for start in spans[:, 0]], np.float32)


def asked_examples(
    encoder: Encoder, questions: Sequence[Mapping[str, Any]], folder: Path, seed: int
) -> list[Example]:
    """Take asked questions, and what their labels tell; some are dressed, as made ones are."""
    typed = dressed([(each["question"], each["language"]) for each in questions], seed)
    encoded = EncodedTexts.of([each.text for each in typed], encoder, folder)
    examples = []
    for row, each in enumerate(questions):
        tokens, spans = encoded[row]
        text, kind = typed[row].text, each["kind"]
        for_words = kind == "words" or each.get("near_miss") == "wrong_speaker"
        kinds = _OF_WORDS if for_words else tuple(range(len(KINDS)))
        speaker = None
        if kind in _KIND_OF:
            kinds = (KINDS.index(_KIND_OF[kind]),)
            speaker = tagged(spans)
        elif for_words and (found := standing(each.get("asked_speaker"), text)):
            speaker = tagged(spans, found)
        fold = zlib.crc32(each["fact"].encode()) % N_FOLDS
        examples.append(
            Example(
                text, each["language"], f"asked {kind}", fold, tokens, forms(text, spans), spans,
                kinds, speaker, None, tagged(spans),
                tagged(spans, typed[row].core), tagged(spans), tagged(spans),
                _capitals(typed[row], spans),
                tuple(map(ASKS.index, _ASKS_OF.get(kind, (Asks.WORDS,)))),
                asks_for_words=for_words,
            )
        )  # fmt: skip
    return examples


def leaning_examples(
    encoder: Encoder, questions: Sequence[Mapping[str, Any]], folder: Path, seed: int
) -> list[Example]:
    """Take the asked questions that follow others: it isn't known on what of these they lean."""
    after = [each for each in questions if each.get("history")]
    typed = dressed([(each["question"], each["language"]) for each in after], seed)
    if not typed:
        return []
    encoded = EncodedTexts.of([each.text for each in typed], encoder, folder)
    examples = []
    for row, each in enumerate(after):
        tokens, spans = encoded[row]
        text, none = typed[row].text, tagged(spans)
        fold = zlib.crc32(each["history"][0].encode()) % N_FOLDS
        examples.append(
            Example(
                text, each["language"], "asked on", fold, tokens, forms(text, spans), spans,
                tuple(range(len(KINDS))), None, None, None, tagged(spans, typed[row].core),
                none, none, _capitals(typed[row], spans), tuple(range(len(ASKS))), _LEANING,
                is_partly_known=True,
            )
        )  # fmt: skip
    return examples


def joined_examples(
    encoder: Encoder, questions: Sequence[Mapping[str, Any]], folder: Path, seed: int
) -> list[Example]:
    """Take two asked questions after each other as one message; each knows its place alone.

    And a question behind a sentence that answers another: that is no second question.
    """
    pairs, led = list(_pairs(questions, seed)), list(_led(questions, seed))
    texts = joined(
        [(one["question"], two["question"], one["language"]) for one, two in pairs], seed
    )
    messages = [
        *((one, typed.text, typed.core, place)
          for (one, _), (typed, place) in zip(pairs, texts, strict=True)),
        *((each, text, core, None) for each, text, core in led),
    ]  # fmt: skip
    if not messages:
        return []
    encoded = EncodedTexts.of([text for _, text, _, _ in messages], encoder, folder)
    examples = []
    for row, (each, text, core, place) in enumerate(messages):
        tokens, spans = encoded[row]
        fold = zlib.crc32(each["fact"].encode()) % N_FOLDS
        examples.append(
            Example(
                text, each["language"], "asked two" if place else "asked led", fold, tokens,
                forms(text, spans), spans, tuple(range(len(KINDS))), None, None, None,
                tagged(spans, core), tagged(spans), tagged(spans, place), None,
                tuple(range(len(ASKS))), tuple(range(len(LEANS))), is_partly_known=True,
            )
        )  # fmt: skip
    return examples


def _pairs(
    questions: Sequence[Mapping[str, Any]], seed: int
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Follow-ups after what they follow, and other questions on one article, in one language."""
    for each in questions:
        if each.get("history"):
            yield {**each, "question": each["history"][-1]}, each
    random = Random(seed)  # noqa: S311 - a sample, no secret
    for found in _by_article(questions):
        one, two = random.choice(found), random.choice(found)
        if one["fact"] != two["fact"]:
            yield one, two


def _led(
    questions: Sequence[Mapping[str, Any]], seed: int
) -> Iterator[tuple[Mapping[str, Any], str, Span]]:
    """Questions behind what answers others on an article, in its language, and their places."""
    random = Random(seed)  # noqa: S311 - a sample, no secret
    for found in _N_LED * _by_article(questions):
        one, two = random.choice(found), random.choice(found)
        if one["fact"] != two["fact"] and one["language"] == one.get("article_language"):
            said = one["gold"][0]["contains"].rstrip("，,;；:：")
            mark = (
                ""
                if said[-1:] in '.!?。！？…”“"'
                else random.choice(_STOPS[one["language"] == "zh"])
            )
            text = f"{said}{mark}{'' if one['language'] == 'zh' else ' '}"
            yield two, text + two["question"], (len(text), len(text + two["question"]))


def _by_article(questions: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Put together the questions on one article, in one language, that have an answer."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for each in questions:
        if not each.get("history") and each["gold"]:
            found.setdefault((each["gold"][0]["article"], each["language"]), []).append(each)
    return list(found.values())


def bare_words(questions: Sequence[Mapping[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Take a word of some questions, or two that follow each other, as all that is typed.

    >>> asked = [{"question": "Strike?", "language": "en", "fact": "a", "kind": "when"}]
    >>> [each["question"] for each in bare_words(asked, 0)]
    ['Strike']
    """
    random, found = Random(seed), list[dict[str, Any]]()  # noqa: S311 - a sample, no secret
    for each in questions[::_BARE]:
        places = [match.span() for match in _WORD.finditer(each["question"])]
        if places:
            at = random.randrange(len(places))
            start, end = places[at][0], random.choice(places[at : at + 2])[1]
            word = {"question": each["question"][start:end], "kind": "bare"}
            found.append(word | {key: each[key] for key in ("language", "fact")})
    return found


def standing(name: str | None, text: str) -> Span | None:
    """Find where a name stands in a question, if it stands there as it is and by itself.

    >>> standing("Ada Byron", "Mrs Ada Byron on the mill"), standing("Ada", "what ada says")
    (None, (5, 8))
    """
    start = text.casefold().find(name.casefold()) if name else -1
    if not name or start < 0 or len(text.casefold()) != len(text):
        return None
    end = start + len(name)
    before, after = text[:start].split()[-1:], text[end:].split()[:1]
    if not has_han(name):
        cut = (text[start - 1 : start] + text[end : end + 1]).strip("s")
        if any(map(str.isalpha, cut)):
            return None
        near = [*before, *(after if text[end : end + 1] == " " else [])]
        if any(_CAPITALS.match(word) for word in near) and not text.isupper():
            return None
    return start, end


def read_rows(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Read the questions of some files, a JSON object a line."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def one_by_one(questions: Iterable[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """Take the questions of a part of the facts, without those that lean on others."""
    facts: dict[str, list[dict[str, Any]]] = {}
    for each in questions:
        if not each.get("history"):
            facts.setdefault(each["fact"], []).append(each)
    order = sorted(facts)
    Random(seed).shuffle(order)  # noqa: S311 - a sample, no secret
    return [
        each
        for fact in order
        if Random(fact).random() < _share(facts[fact][0])  # noqa: S311 - a sample, no secret
        for each in facts[fact]
    ]


def _share(question: Mapping[str, Any]) -> float:
    kind = question["kind"]
    return _SHARES["words" if question.get("near_miss") == "wrong_speaker" else kind]
