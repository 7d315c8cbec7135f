"""Where sentences end within a line.

The segmenter is Wikimedia's sentencex (abbreviations, initials and quotes of some 300 languages);
what news scrapes need beyond it is corrected here.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from onrecord.corpus.checkpoint import checkpoint
from onrecord.corpus.languages.months_and_numbers import month_names
from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import WIDE

__all__ = ["sentence_ends"]

WINDOW_CHARS = 4_000  # the segmenter's time grows with the square of the quotes in one call
LONG_QUOTATION = 240  # characters; shorter quotations are never taken apart
LONG_WIDE_QUOTATION = 90

WIDE_END = late_pattern(rf"(?:[。！？!?]|…{{2,}}(?=[{WIDE}]))[。！？!?…]*[”’」』）)】》]*")
BREAK = late_pattern(r"[.!?。！？…][\"”’»」』)]*\s|[。！？]")
QUOTATION = late_pattern(
    r"“[^“”]*”|„[^„“”]*[“”]|「[^「」]*」|『[^『』]*』|《[^《》]*》|«[^«»]*»|\"[^\"]*\""
)
LIST_MARK = late_pattern(r"\s*(?:[•▪◦●◆■‣]|[(（](?:\d{1,3}|[a-z])[)）])\s*(?=\S)")
ITEM_MARK = late_pattern(r"(?P<dot>(?:[•⁃▪◦●*–-]\s?)?)(?P<number>\d{1,2}|[a-y])(?P<sign>[.)])\s")
MIN_BOUNDS = 2  # those of a line without further items
INCH = late_pattern(r"(?<=\d)\"(?=[\s.,;:)\d]|$)|(?<=\d)'(?=\d)")
NOTE_FIGURE = late_pattern(r"(?<=[a-zà-öø-ÿ]{4}[.!?])\d{1,3}(?:[ ,]\d{1,3})*(?=\s[\"“„]?[A-ZÄÖÜ])")
ACRONYM = late_pattern(  # that ends a sentence, by the word that begins the next one
    r"(?<=[A-Z]\.[A-Z]\.)(?=\s(?:The|He|She|It|We|They|But|And|In|I|This|That|His|Her|However)\s)"
)
WORD_I = late_pattern(r"[a-z,]\sI\.$")
CLOSERS = "”’」』）)】》]»"
REFERENCE = late_pattern(  # to a source or a note
    r"\s?(?:\[[^\[\]\n]{1,40}\]|:\d[\d–:,-]*)+(?=\s|$|[^\w\s])"
    r"|(?:[¹²³⁰⁴-⁹†‡]|\^\([^()\n]{1,20}\))+|\*(?=\s|$)"
)
WORD = late_pattern(r"\w")
ABBREVIATION = late_pattern(
    r"(?:^|[\s(“\"„])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Cmdr|Rev|Hon|St|Mt|Ft|vs|cf|"
    r"approx|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|bzw|ca|Nr|Hr|Fr|sog|Hl|Abs|Bd|evtl|ggf|inkl|Mio|Mrd|Tsd|geb|gest|"
    r"Jh|[A-Z])\.$"
)
ORDINAL = late_pattern(r"(?:^|[\s(–-])\d{1,2}\.$")
ORDINAL_NOUN = late_pattern(
    rf"\s*(?:Jahrhundert|Jh|Jahrestag|{'|'.join(month_names('de'))}|und\b|bis\b|oder\b)"
)
BEFORE_ORDINAL = late_pattern(
    r"(?:\b(?:am|im|zum|vom|beim|der|die|das|dem|den|des|dritt|seit|ab|bis|und|sein|ihr)\s|\d\.,?\s)\d{1,2}\.$",
    re.IGNORECASE,
)
YEAR_OPENS = late_pattern(r"(?<=[a-zäöüß]{3}[.!?])[\"”“»]?(?=\s(?:1\d|20)\d\d,?\s[a-zäöü])")
SAID = late_pattern(
    r"[^，。：“”！？\s]{1,12}?(?:[说說]道?|表示|[称稱]|道|[问問]道?|指出|[写寫]道|[补補]充道?|回答|[强強][调調]|坦言|告[诉訴][^，。：]{1,10})[。，]"
)
MARKER = late_pattern(r"\W*(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s*")
LOWER = late_pattern(r"\s*(?:[,，;；、]|[€£¥%°](?!\d)|[\"“„«(]?(?![a-z][A-Z])[a-zà-öø-ÿ])")
OPENER = late_pattern(r"\s[\"'“„‘«「『(（]+$")


def sentence_ends(text: str, start: int, end: int, language: str) -> list[int]:
    """Return the offsets, ascending and the last one `end`, at which sentences end.

    Between an end and the next sentence there may be white space.
    """
    ends: set[int] = set()
    for begin, stop in _windows(text, start, end):
        checkpoint()
        ends |= {begin + offset for offset in _ends(text[begin:stop], language)}
    return sorted({*ends, end})


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a long line where a sentence may well end, or, if none does, at a space."""
    while end - start > WINDOW_CHARS:
        breaks = [match.end() for match in BREAK.finditer(text, start, start + WINDOW_CHARS)]
        space = text.rfind(" ", start, start + WINDOW_CHARS) + 1
        stop = (
            breaks[-1] if breaks else max(space, start) if space > start else start + WINDOW_CHARS
        )
        yield start, stop
        start = stop
    yield start, end


def _ends(line: str, language: str) -> set[int]:
    starts = [0, *_items(line, language), len(line)]
    if len(starts) > MIN_BOUNDS:
        return {
            start + end
            for start, stop in pairwise(starts)
            for end in _ends(line[start:stop], language)
        }
    mark = LIST_MARK.match(line)
    if mark:  # with it, the segmenter takes all that follows for one
        return {mark.end() + offset for offset in _ends(line[mark.end() :], language)}
    proposed = _proposed(line, language) | _inside_long_quotations(line, language)
    kept: list[int] = []
    for offset in sorted({_past_closers(line, offset) for offset in proposed} | {len(line)}):
        before = line[kept[-1] if kept else 0 : offset]
        if not WORD.search(before):
            if kept and before:
                kept[-1] = offset
            continue
        if offset == len(line) or not _goes_on(before, line[offset : offset + 60], language):
            kept.append(offset)
    if kept and not WORD.search(line[kept[-1] :]):
        kept[-1] = len(line)
    return set(kept)


def _items(line: str, language: str) -> Iterator[int]:
    """Yield where items begin that go on in a line which begins with one: `1. … 2. …`, `a) … b) …`.

    In German a number with a full stop is more often an ordinal.
    """
    mark = ITEM_MARK.match(line)
    if mark is None or (language == "de" and mark["sign"] == "."):
        return
    number, at = mark["number"], mark.end()
    while True:
        number = str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        at = line.find(f" {mark['dot']}{number}{mark['sign']} ", at) + 1
        if at == 0:
            return
        yield at


def _proposed(line: str, language: str) -> set[int]:
    plain = _without_inches(line)
    ends = {
        item["start_index"] + len(item["text"].rstrip())
        for item in sentencex.get_sentence_boundaries(language, plain)
    }
    ends |= {match.end() for match in NOTE_FIGURE.finditer(line)}
    if language == "en":
        ends |= {match.end() for match in ACRONYM.finditer(line)}
    quotations = [match.span() for match in QUOTATION.finditer(line)]
    ends |= _outside(
        quotations, (match.end() for match in WIDE_END.finditer(line) if _is_wide(match, line))
    )
    if language == "de":
        ends |= _outside(quotations, (match.end() for match in YEAR_OPENS.finditer(line)))
    return ends


def _without_inches(line: str) -> str:
    """Write primes for the straight marks of inches and feet, which would pair as quotes."""

    def prime(match: re.Match[str]) -> str:
        is_closing = line.count('"', 0, match.start()) % 2 and not INCH.search(
            line, 0, match.start()
        )
        return match[0] if match[0] == '"' and is_closing else "\N{PRIME}"

    return INCH.sub(prime, line)


def _is_wide(match: re.Match[str], line: str) -> bool:
    """Whether an end is a Chinese one; an ASCII mark counts between Chinese characters only."""
    if match[0][0] in "。！？…":
        return True
    return (
        line[match.start() - 1 : match.start()] >= "\u2e80"
        and line[match.end() : match.end() + 1] >= "\u2e80"
    )


def _outside(quotations: list[tuple[int, int]], ends: Iterator[int]) -> set[int]:
    """Drop the ends that lie within a quotation; both come in order."""
    kept, spans = set[int](), iter(quotations)
    span = next(spans, None)
    for offset in ends:
        while span and span[1] <= offset:
            span = next(spans, None)
        if span is None or offset <= span[0]:
            kept.add(offset)
    return kept


def _inside_long_quotations(line: str, language: str) -> set[int]:
    ends: set[int] = set()
    for match in QUOTATION.finditer(line):
        limit = LONG_WIDE_QUOTATION if language in {"zh", "ja"} else LONG_QUOTATION
        if len(match[0]) > limit:
            inner = line[match.start() + 1 : match.end() - 1]
            inside = {match.start() + 1 + offset for offset in _proposed(inner, language)}
            ends |= {offset for offset in inside if offset < match.end() - 1}
    return ends


def _past_closers(line: str, offset: int) -> int:
    """Move an end behind the quotes, brackets and references that belong before it.

    An opening quote that was taken for a closing one is given back to what follows.
    """
    opener = OPENER.search(line, max(offset - 4, 0), offset)
    if opener and offset < len(line) and not line[offset].isspace():
        return opener.start()
    while offset < len(line):
        rest = line[offset : offset + 2]
        if rest[0] in CLOSERS or (rest[0] in "\"'" and (len(rest) == 1 or rest[1].isspace())):
            offset += 1
        elif rest[0] == " " and rest[1:] in {"”", "」", "』"}:
            offset += 2
        elif reference := REFERENCE.match(line, offset):
            offset = reference.end()
        else:
            break
    return offset


def _goes_on(before: str, after: str, language: str) -> bool:
    """Whether the sentence `before` a proposed end in fact goes on `after` it."""
    if LOWER.match(after) or MARKER.fullmatch(before):
        return True
    if ABBREVIATION.search(before[-12:]) and not (language == "en" and WORD_I.search(before)):
        return True
    if language == "de" and ORDINAL.search(before[-8:]):
        return bool(ORDINAL_NOUN.match(after) or BEFORE_ORDINAL.search(before[-16:]))
    return before.rstrip()[-1] in '”」"' and SAID.match(after) is not None
