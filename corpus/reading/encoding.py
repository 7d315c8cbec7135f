"""Bytes to text: every byte is accounted for, or the file is refused.

A byte that has no character becomes `U+FFFD`, and is counted; the sentence with it is never quoted.
"""

import codecs
import quopri
import re
from dataclasses import dataclass, replace
from itertools import islice

import webencodings

from onrecord.corpus.errors import NotTextError
from onrecord.corpus.reading.legacy_encodings import likely_reading, share_of_usual

__all__ = ["Decoded", "decode"]

BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNMARKED = ("utf-16-le", "utf-16-be")
MAX_CONTROL_SHARE = 0.001
PLAINLY, HARDLY = 0.5, 2  # damaged bytes to a sound character beyond ASCII; of GBK it is 6
MAX_DAMAGED_SHARE = 0.01  # of the bytes, where the others are all ASCII; or of a few
FEW, MAX_SHARE_OF_FEW = 3, 0.05
MIN_SOUND = 3  # characters beyond ASCII that no other encoding gives by chance
MIN_CHARS = 4  # of UTF-16 that lost its mark
USUAL = 0.85  # of the characters, in UTF-16 that lost its mark; of those that ASCII stands for
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SHIFT = b"\x1b$"  # from ASCII to Japanese or Korean, ISO 2022
QUOTED = re.compile(rb"[A-Za-z]=C3=[89AB][\dA-F]|=E[\dA-F](?:=[89AB][\dA-F]){2}=")  # RFC 2045
HZ = re.compile(rb"~\{(?:[!-w][!-~])++~\}")  # Chinese in ASCII, RFC 1843
BASE64 = re.compile(rb"\+([\w/+]++)(=?)(-?)")  # in ASCII too, as UTF-7 shifts to it, RFC 2152
LIKELY = re.compile(rb"(?:A[K-P]|IB).|.{8,}")  # a Latin letter, a mark, or several characters
LINE_ENDS = re.compile(r"\r\n?")
LOST = re.compile(r"[\udc80-\udcff]")  # how Python's `surrogateescape` keeps a byte, PEP 383
AS_CP1252 = {
    ord(each): n for n in range(128, 160) if (each := bytes([n]).decode("cp1252", "ignore"))
}
TWICE = re.compile(f"[\xc2-\xf4][\x80-\xbf{''.join(map(chr, AS_CP1252))}]")
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line feeds and no byte-order mark, and the encoding that it was in.

    `n_damaged` bytes had no character.
    """

    text: str
    encoding: str
    n_damaged: int = 0


def decode(raw: bytes, name: str, declared: str | None = None) -> Decoded:
    """Return the text of `raw`; `name` is for the message, `declared` what the file says of itself.

    Raises
    ------
    NotTextError
        If the bytes are binary, or in no encoding that is certain.
    """
    decoded = _by_mark(raw, name) or _as_declared(raw, declared) or _by_content(raw)
    if decoded is None:
        raise _refused(name, "it is binary, or in an encoding that is not certain")
    if len(CONTROLS.findall(decoded.text)) > MAX_CONTROL_SHARE * len(decoded.text):
        raise _refused(name, "it holds control characters")
    decoded = _once(decoded)
    text = LINE_ENDS.sub("\n", decoded.text).replace("\ufeff", "")  # of files laid together
    return Decoded(text, decoded.encoding, decoded.n_damaged)


def _once(decoded: Decoded) -> Decoded:
    """Undo what a program did that took UTF-8 for cp1252, and saved it so."""
    if len(TWICE.findall(decoded.text)) < MIN_SOUND:
        return decoded
    try:
        text = decoded.text.translate(AS_CP1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return decoded
    return Decoded(text, "utf-8 taken for cp1252")


def _by_mark(raw: bytes, name: str) -> Decoded | None:
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            rest = raw[len(mark) :]
            decoded = _strictly(rest, encoding) or (
                _nearly_utf8(rest, HARDLY) if encoding == "utf-8" else None
            )
            if decoded is None:
                raise _refused(name, f"it is marked as {encoding.upper()} and is not")
            return decoded
    return None


def _as_declared(raw: bytes, label: str | None) -> Decoded | None:
    """Read bytes as browsers do that declare their encoding, by the table of WHATWG.

    A declaration in ASCII can't be in UTF-16; UTF-8 is told by its bytes, whatever they declare.
    """
    encoding = webencodings.lookup(label) if label else None
    codec = encoding.codec_info.name if encoding else "utf-8"
    if codec.startswith(("utf", "x-", "replacement")) or _is_utf8(raw):
        return None
    return _strictly(raw, codec)


def _is_utf8(raw: bytes) -> bool:
    decoded = _strictly(raw, "utf-8")
    return decoded is not None and _n_beyond_ascii(decoded.text) >= MIN_SOUND


def _by_content(raw: bytes) -> Decoded | None:
    if b"\0" in raw:
        return _unmarked_utf16(raw)
    if SHIFT in raw:
        return _strictly(raw, "iso2022_jp_2004") or _strictly(raw, "iso2022_kr")
    return (
        _seven_bit(raw)
        or _strictly(raw, "utf-8")
        or _nearly_utf8(raw, PLAINLY)
        or _unmarked_utf16(raw)
        or _legacy(raw)
        or _nearly_utf8(raw, HARDLY)
        or _nearly_ascii(raw)
    )


def _strictly(raw: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeError:
        return None


def _seven_bit(raw: bytes) -> Decoded | None:
    """Read ASCII that stands for other characters, if these are such as texts consist of."""
    if not raw.isascii():
        return None
    runs = (each for each in BASE64.finditer(raw) if not each[2] and LIKELY.fullmatch(each[1]))
    if QUOTED.search(raw):
        decoded = _strictly(quopri.decodestring(raw), "utf-8")
        return replace(decoded, encoding="quoted-printable") if decoded else None
    first = [*islice(runs, 2)]
    is_utf7 = len(first) > 1 or any(each[3] for each in first)
    encoding = "hz" if HZ.search(raw) else "utf-7" if is_utf7 else None
    decoded = _strictly(raw, encoding) if encoding else None
    others = "".join(each for each in decoded.text if not each.isascii()) if decoded else ""
    return decoded if others and share_of_usual(others) >= USUAL else None


def _nearly_utf8(raw: bytes, max_damage: float) -> Decoded | None:
    """Read UTF-8 of which some bytes were lost or altered."""
    escaped = raw.decode("utf-8", "surrogateescape")
    n_damaged = len(LOST.findall(escaped))
    if n_damaged > max_damage * (_n_beyond_ascii(escaped) - n_damaged):
        return None
    return Decoded(LOST.sub(UNKNOWN, escaped), "utf-8", n_damaged)


def _nearly_ascii(raw: bytes) -> Decoded | None:
    """Read what is ASCII in every encoding; of the few other bytes none can be told."""
    escaped = raw.decode("ascii", "surrogateescape")
    n_damaged = len(LOST.findall(escaped))
    max_share = MAX_SHARE_OF_FEW if n_damaged <= FEW else MAX_DAMAGED_SHARE
    if n_damaged > max_share * len(raw):
        return None
    return Decoded(LOST.sub(UNKNOWN, escaped), "ascii", n_damaged)


def _unmarked_utf16(raw: bytes) -> Decoded | None:
    """Read UTF-16 whose mark was lost: in the other order it is no text."""
    found = [each for encoding in UNMARKED if (each := _strictly(raw, encoding))]
    best = max(found, key=lambda each: share_of_usual(each.text), default=None)
    return (
        best
        if best and len(best.text) >= MIN_CHARS and share_of_usual(best.text) >= USUAL
        else None
    )


def _legacy(raw: bytes) -> Decoded | None:
    reading = likely_reading(raw)
    if reading is None:
        return None
    return Decoded(reading.text, reading.encoding, reading.text.count(UNKNOWN))


def _n_beyond_ascii(text: str) -> int:
    return sum(not each.isascii() for each in text) if not text.isascii() else 0


def _refused(name: str, why: str) -> NotTextError:
    return NotTextError(f"{name} can't be read as text: {why}; save it as UTF-8")
