"""Text in an encoding older than Unicode: which one, where that is certain.

Each encoding that the bytes fit gives another text; a text is likely if its letters are those of
its language and stand within words, its marks around them, and its Chinese characters are the
usual ones. The others are mojibake, and none of them comes near.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from onrecord.corpus.languages.detect import detect_language
from onrecord.corpus.languages.patterns import word_set

__all__ = ["Reading", "likely_reading", "share_of_usual"]

WESTERN: Final = ("cp1252", "mac_roman", "cp850")
KOREAN: Final = "euc_kr"
JAPANESE: Final = frozenset({"cp932", "euc_jp"})
EASTERN: Final = ("gb18030", "big5", KOREAN, *sorted(JAPANESE))
SAMPLE_CHARS: Final = 5_000  # beyond ASCII
SAMPLE_BYTES: Final = 65_536  # that the language is told by
LIKELY: Final = (0.8, 0.05)  # how likely the likeliest is, and how far before the second
RARELY: Final = {"mac_roman": (0.9, 0.25), "cp850": (0.9, 0.25)}  # of what few files are in today
MAX_KANA: Final = 0.1  # of the characters of a Chinese text; a Japanese one has more
MIN_WIDE: Final = 25  # from so many on, some have to be of the most frequent
MIN_FREQUENT: Final = 0.04  # they are .15 to .3 of running text
MIN_SYLLABLES: Final = 0.1  # of a Korean text, of whatever length: they are .25 of running text

LETTERS: Final = {
    "en": "éäöüÄÖÜ", "de": "äöüßéÄÖÜ", "fr": "éèêëàâçùûîïôœÉÈÀÇÊ", "es": "áéíóúñüÁÉÍÓÚÑ",
    "it": "àèéìòùÈÀ", "pt": "áàâãçéêíóôõúÁÀÂÃÇÉÊÍÓÔÕÚ", "nl": "éëïöèü", "sv": "åäöéÅÄÖ",
    "da": "æøåéÆØÅ", "no": "æøåéòÆØÅ", "fi": "äöåÄÖ", "is": "áéíóúýþæðöÁÉÍÓÚÝÞÆÐÖ",
    "ca": "àèéíòóúïüçÀÈÉÍÒÓÚÇ", "et": "äöõüÄÖÕÜ",
}  # fmt: skip
OTHERS: Final = word_set("bg cs el hr hu lt lv pl ro ru sk sl sr tr uk")
"""Languages whose letters are in none of the western encodings here."""

FOREIGN: Final = frozenset("áàâäãåæçéèêëíìîïñóòôöõøúùûüýÁÀÄÅÆÇÉÈÍÑÓÖØÚÜßœŒ")
RARE: Final = frozenset("šžŠŽðþÿ´µÂÃÊËÌÎÏÒÔÕÙÛÝ")
QUOTES: Final = frozenset("“”„‘’‚«»¿¡‹›")
DASHES: Final = frozenset("–—…•·")
SIGNS: Final = frozenset("°§€£¥½¼¾²³¹±×®©™†‡‰¶ªº")
VOWELS: Final = frozenset("aeiouäöüyAEIOUÄÖÜ")
FREQUENT: Final = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著"
    "下自之年过過发發后後作里裡日月市分本公年の年はをにがたとでして이다는의에을가고하한로은"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that bytes give in an encoding; what it has no character for is `U+FFFD`."""

    text: str
    encoding: str


def likely_reading(raw: bytes) -> Reading | None:
    """Return the one likely reading of bytes that are not Unicode, or `None` if in doubt."""
    language = detect_language(raw[:SAMPLE_BYTES].decode("ascii", "ignore"))
    scored = [(_likelihood(each, language), each) for each in _readings(raw)]
    first, *others = sorted(scored, key=lambda pair: pair[0], reverse=True)
    likelihood, reading = first
    likely, lead = RARELY.get(reading.encoding, LIKELY)
    sure = likelihood >= likely and all(
        likelihood >= other + lead for other, each in others if each.text != reading.text
    )
    return reading if sure else None


def share_of_usual(text: str) -> float:
    """Return how many of the characters are such as texts consist of, from 0 to 1."""
    sample = text[:SAMPLE_CHARS]
    usual = sum(
        (each.isascii() and (each.isprintable() or each.isspace()))
        or "\xa0" <= each < "\u0100"
        or ("\u0370" <= each < "\u1000" and each.isprintable())
        or "\u2010" <= each < "\u2070"
        or _is_usual_wide(each)
        for each in sample
    )  # fmt: skip
    return usual / max(len(sample), 1)


def _readings(raw: bytes) -> Iterator[Reading]:
    for encoding in WESTERN:
        yield Reading(raw.decode(encoding, "replace"), encoding)
    for encoding in EASTERN:  # strictly: past a lost byte, all that follows is read awry
        try:
            yield Reading(raw.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue


def _likelihood(reading: Reading, language: str) -> float:
    """Return the mean over what isn't ASCII, from 0 to 1."""
    rate = _wide if reading.encoding in EASTERN else _western
    text = f" {reading.text} "
    places = (at for at, each in enumerate(text) if not each.isascii())
    rates = [rate(text, at, language) for at in islice(places, SAMPLE_CHARS)]
    if reading.encoding in EASTERN and not _has_frequent(reading):
        return 0.0
    return sum(rates) / max(len(rates), 1)


def _western(text: str, at: int, language: str) -> float:
    before, each, after = text[at - 1], text[at], text[at + 1]
    between = before.isalpha() and after.isalpha()
    if each in QUOTES:
        within = before.isalnum() and after.isalnum() and not (each == "’" and between)
        likely = not within and not {before, after} & SIGNS
        return likely * (0.8 if each in "‹›" else 1.0)
    if each in DASHES:
        return float(not between or (each == "—" and language == "en"))
    if each in SIGNS:
        joined = any(not near.isascii() and near not in "–—…\xa0" for near in (before, after))
        return float(not after.isalpha() and not joined)
    if each in "\xa0\xad":
        return 1.0
    return _letter(before, each, after, language)


def _letter(before: str, each: str, after: str, language: str) -> float:
    """Rate a letter by its language and its place: beside an ASCII one, and as capitals stand."""
    own = each in LETTERS.get(language, "")
    if not (own and each.islower()) and not any(
        near.isascii() and near.isalpha() for near in (before, after)
    ):
        return 0.0
    if each.isupper() and (before.islower() or (before.isalpha() and after.islower())):
        return 0.0
    if each == "ß" and before not in VOWELS:
        return 0.0
    if own:
        return 0.5 if each == "ü" and before in "aou" else 1.0
    foreign = 0.8 if each in FOREIGN else 0.5 if each in RARE else 0.0
    return foreign / 2 if language in OTHERS else foreign


def _wide(text: str, at: int, _: str) -> float:
    """Rate a character of a Chinese or Japanese text; one among ASCII alone is none."""
    before, each, after = text[at - 1], text[at], text[at + 1]
    return float(_is_usual_wide(each) and not (before.isascii() and after.isascii()))


def _has_frequent(reading: Reading) -> bool:
    """Whether there are enough of the most frequent characters, and kana in Japanese alone."""
    wide = [each for each in reading.text[: 4 * SAMPLE_CHARS] if each >= "\u3040"]
    n_kana = sum(each < "\u3100" for each in wide)
    if (n_kana > MAX_KANA * len(wide)) != (reading.encoding in JAPANESE):
        return False
    n_frequent = sum(map(FREQUENT.__contains__, wide))
    if reading.encoding == KOREAN:
        return n_frequent >= MIN_SYLLABLES * len(wide)
    return len(wide) < MIN_WIDE or n_frequent >= MIN_FREQUENT * len(wide)


def _is_usual_wide(each: str) -> bool:
    return (
        "\u3000" <= each < "\u3040"
        or "\uff00" <= each < "\uff61"
        or each in "“”‘’…—·"
        or each in _usual_han()
    )


@cache
def _usual_han() -> frozenset[str]:
    """Give the first level of GB 2312, Big5, JIS X 0208 and KS X 1001: what texts are written in.

    Their rows are ordered so that the frequent characters, a sixth of all there are, stand first.
    """
    rows = (
        ("gb2312", 0xB0, 0xD7, 0xA1), ("big5", 0xA4, 0xC6, 0x40),
        ("euc_jp", 0xB0, 0xCF, 0xA1), ("euc_jp", 0xA4, 0xA5, 0xA1), ("euc_kr", 0xB0, 0xC8, 0xA1),
    )  # fmt: skip
    return frozenset(
        bytes((lead, trail)).decode(codec, "ignore")
        for codec, first, last, low in rows
        for lead in range(first, last + 1)
        for trail in range(low, 0xFF)
    ) - {""}
