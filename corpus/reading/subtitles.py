"""Subtitles and transcripts to running text: whoever speaks stands before their words."""

import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import webvtt
from webvtt.errors import MalformedFileError

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.languages.script import between_lines

__all__ = ["Turn", "read_subtitles", "transcript"]

PAUSE_S = 2.0  # after which a new paragraph begins
VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^>\n]+)>")
TAG = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)
TIMED = re.compile(
    r"^[^\n]*\d[^\n]* --> [^\n]*\n[^\n]*\S", re.MULTILINE
)  # a cue that says anything
OPENS = re.compile(  # a turn of somebody else, or a sound
    r"\s*(?:>>+|[-–—]\s?(?=\S)|[A-ZÄÖÜ][\w.'’ -]{1,40}:\s|[\u4e00-\u9fff·]{2,8}：|[\[(（♪【])"
)
SOUND = re.compile(r"[\[(（♪【][^\[\]()]*[\])）♪】]")


def read_subtitles(text: str, name: str) -> str:
    """Return the words of WebVTT or SubRip, a paragraph a turn, as `Name: words` where known.

    Raises
    ------
    DamagedFileError
        If it is neither.
    """
    kind = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    try:
        captions = webvtt.from_buffer(io.StringIO(text), format=kind).captions
    except (MalformedFileError, ValueError, IndexError) as error:
        raise DamagedFileError(f"{name} has no sound subtitles: save it anew") from error
    if len(captions) < len(TIMED.findall(text)):
        raise DamagedFileError(f"{name} has cues whose time can't be read: mend or delete them")
    turns, shown = list[Turn](), ""
    for caption in captions:
        for speaker, lines in _spoken(caption.raw_text):
            fresh = lines[1:] if lines[:1] == [shown] else lines  # the last one rolls up
            shown = lines[-1] if lines else shown
            times = caption.start_in_seconds, caption.end_in_seconds
            turns += [Turn(speaker, words, *times) for words in _turns(fresh)]
    return transcript(turns)


def transcript(turns: Iterable["Turn"]) -> str:
    """Write what is said, a paragraph for what one says without a pause."""
    joined = list[Turn]()
    for turn in turns:
        if joined and joined[-1].goes_on(turn):
            joined[-1] = joined[-1].with_words(turn)
        elif turn.words:
            joined.append(turn)
    return "\n\n".join(each.text for each in joined)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one says, from one second to another."""

    speaker: str | None
    words: str
    start: float
    end: float

    @property
    def text(self) -> str:
        """The words, behind the name of who says them."""
        return f"{self.speaker}: {self.words}" if self.speaker else self.words

    def goes_on(self, other: "Turn") -> bool:
        """Whether the same one speaks on, without a pause."""
        apart = OPENS.match(other.words) or SOUND.fullmatch(self.words)
        return self.speaker == other.speaker and other.start - self.end <= PAUSE_S and not apart

    def with_words(self, other: "Turn") -> "Turn":
        """Add words; those that roll on from the caption before are there already."""
        more = "" if self.words.endswith(other.words) else other.words
        gap = between_lines(self.words, more) if more else ""
        return Turn(self.speaker, self.words + gap + more, self.start, other.end)


def _spoken(raw: str) -> Iterator[tuple[str | None, list[str]]]:
    """Split a caption, where the voice changes, into lines."""
    speaker: str | None = None
    for number, piece in enumerate(VOICE.split(raw)):
        if number % 2:
            speaker = " ".join(_plain(piece).split())
            continue
        lines = [" ".join(_plain(TAG.sub("", line)).split()) for line in piece.splitlines()]
        yield speaker, [line for line in lines if line]


def _turns(lines: list[str]) -> Iterator[str]:
    """Split lines where a dash or arrows say that somebody else speaks."""
    said = ""
    for line in lines:
        if said and OPENS.match(line):
            yield said
            said = ""
        said += between_lines(said, line) + line if said else line
    if said:
        yield said


def _plain(words: str) -> str:
    return html.unescape(words).replace("\u200e", "").replace("\u200f", "")
