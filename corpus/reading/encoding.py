"""Bytes to text, strictly: every byte is accounted for or the file is refused."""

import codecs
import re
from dataclasses import dataclass

from onrecord.corpus.errors import NotTextError

__all__ = ["Decoded", "decode"]

BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ["gb18030", "big5", "cp932", "cp1252"]
SAMPLE_BYTES = 65_536  # the detector's cost grows with the bytes; its verdict does not
MAX_CONTROL_SHARE = 0.001
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
LINE_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line feeds and no byte-order mark, and the encoding that it was in."""

    text: str
    encoding: str


def decode(raw: bytes, name: str, declared: str | None = None) -> Decoded:
    """Return the text of `raw`; `name` is for the message, `declared` a codec to try first.

    Raises
    ------
    NotTextError
        If the bytes are binary or fit no encoding.
    """
    decoded = (
        _by_mark(raw, name) or _strictly(raw, _ascii_compatible(declared)) or _by_content(raw, name)
    )
    if len(CONTROLS.findall(decoded.text)) > MAX_CONTROL_SHARE * len(decoded.text):
        raise _refused(name, "it holds control characters")
    return Decoded(LINE_ENDS.sub("\n", decoded.text), decoded.encoding)


def _by_mark(raw: bytes, name: str) -> Decoded | None:
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            decoded = _strictly(raw[len(mark) :], encoding)
            if decoded is None:
                raise _refused(name, f"it is marked as {encoding.upper()} and is not")
            return decoded
    return None


def _by_content(raw: bytes, name: str) -> Decoded:
    readers = (_unmarked_utf16,) if b"\0" in raw else (_utf8, _legacy)
    decoded = next((found for read in readers if (found := read(raw))), None)
    if decoded is None:
        raise _refused(name, "it is binary or in an unknown encoding")
    return decoded


def _strictly(raw: bytes, encoding: str | None) -> Decoded | None:
    if encoding is None:
        return None
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeError:
        return None


def _utf8(raw: bytes) -> Decoded | None:
    return _strictly(raw, "utf-8")


def _ascii_compatible(declared: str | None) -> str | None:
    """Name the codec that a page declares, if Python has it and it can hold such a declaration."""
    try:
        return declared if declared and b"<meta".decode(declared) == "<meta" else None
    except (LookupError, UnicodeError):
        return None


def _unmarked_utf16(raw: bytes) -> Decoded | None:
    """Read UTF-16 whose mark was lost: the zero bytes of its ASCII are on one side of the pairs."""
    n_first, n_second = raw[::2].count(0), raw[1::2].count(0)
    if n_second > 3 * n_first:
        return _strictly(raw, "utf-16-le")
    if n_first > 3 * n_second:
        return _strictly(raw, "utf-16-be")
    return None


def _legacy(raw: bytes) -> Decoded | None:
    """Ask the detector about a sample that ends with a line, then decode the whole strictly."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # few files are anything but UTF-8

    sample = raw
    if len(raw) > SAMPLE_BYTES:
        sample = raw[: raw.rfind(b"\n", 0, SAMPLE_BYTES) + 1] or raw
    for match in from_bytes(sample, cp_isolation=LEGACY, threshold=0.5):
        decoded = _strictly(raw, match.encoding)
        if decoded is not None:
            return decoded
    return None


def _refused(name: str, why: str) -> NotTextError:
    return NotTextError(f"{name} can't be read as text: {why}; save it as UTF-8")
