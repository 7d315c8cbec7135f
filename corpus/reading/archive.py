"""The members of a ZIP archive that may be articles: read in memory one by one, never extracted."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import BinaryIO

from onrecord.corpus.errors import (
    CorpusError,
    DamagedFileError,
    LockedFileError,
    TooBigError,
    UnreadableFileError,
)
from onrecord.corpus.reading.folder import is_hidden, written_out
from onrecord.corpus.reading.formats import no_format
from onrecord.corpus.reading.item import Item, Refusal

__all__ = ["check_size", "members", "opened"]

MAX_MEMBERS = 20_000
MAX_DIRECTORY_BYTES = 8_000_000  # of the table of contents, which is read as a whole
MAX_TOTAL_BYTES = 2_000_000_000  # unpacked
MAX_RATIO = 200  # text packs by 2 to 10, tables by up to 50
SMALL_BYTES = 1_000_000  # whatever its ratio, so little can't do harm
ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"})
END = struct.Struct("<4s4HLLH")  # end of central directory, APPNOTE 4.3.16
END_MARK = b"PK\x05\x06"
ENCRYPTED, NAMED_IN_UTF8 = 0x1, 0x800  # of the general purpose flags, APPNOTE 4.4.4
CHINESE = re.compile(rb"(?:[\x00-\x7f]|[\xb0-\xf7][\xa1-\xfe])+")  # GB 2312; in cp437 it is frames
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, struct.error)


def members(
    file: BinaryIO, name: str, suffixes: frozenset[str], max_bytes: int
) -> Iterator[Item | Refusal]:
    """Yield the members as `name/member`; those of other suffixes, and archives, are refused.

    Raises
    ------
    DamagedFileError, TooBigError
        If it is no archive, or unpacks to more than is allowed.
    """
    seen: set[str] = set()
    with opened(file, name) as archive:
        for member in archive.infolist():
            filename = _filename(member)
            if member.is_dir() or _is_hidden(filename):
                continue
            suffix = PurePosixPath(filename).suffix.lower()
            inner = f"{name}/{written_out(filename)}"
            try:
                _check_name(member, suffix, inner, seen)
                if suffix not in suffixes:
                    raise no_format(inner, suffix)
                seen.add(inner)
                yield Item(inner, _unpacked(archive, member, inner, max_bytes), suffix)
            except CorpusError as error:
                yield Refusal(inner, error)


def opened(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open an archive whose table of contents and unpacked size are within bounds.

    Raises
    ------
    DamagedFileError, TooBigError
        In one line that names it.
    """
    _check_directory(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise _damaged(name) from error
    check_size(archive, name)
    return archive


def check_size(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what unpacks to more than is allowed; no member gives more than it declares."""
    found = archive.infolist()
    if len(found) > MAX_MEMBERS:
        raise TooBigError(f"{name!r} has more than {MAX_MEMBERS:,} members: split it")
    if sum(member.file_size for member in found) > MAX_TOTAL_BYTES:
        raise TooBigError(f"{name!r} unpacks to more than {MAX_TOTAL_BYTES:,} bytes: split it")


def _check_directory(file: BinaryIO, name: str) -> None:
    """Look at the size of the table of contents before it is read."""
    n_bytes = file.seek(0, 2)
    file.seek(max(n_bytes - 65_557, 0))  # the record and the longest comment
    tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise _damaged(name)
    n_directory_bytes = END.unpack_from(tail, at)[5]
    if n_directory_bytes > MAX_DIRECTORY_BYTES:
        raise TooBigError(f"{name!r} has more than {MAX_MEMBERS:,} members: split it")
    file.seek(0)


def _filename(member: zipfile.ZipInfo) -> str:
    """Return a name without a flag as programs write it: in UTF-8 or GBK, or else as specified."""
    raw = b"" if member.flag_bits & NAMED_IN_UTF8 else member.filename.encode("cp437", "ignore")
    for encoding, is_likely in (("utf-8", True), ("gb2312", CHINESE.fullmatch(raw))):
        if raw and is_likely:
            with suppress(UnicodeError):
                return raw.decode(encoding)
    return member.filename


def _is_hidden(filename: str) -> bool:
    parts = PurePosixPath(filename.replace("\\", "/")).parts
    return any(is_hidden(part) and part != ".." for part in parts)


def _check_name(member: zipfile.ZipInfo, suffix: str, inner: str, seen: set[str]) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        raise UnreadableFileError(f"{inner!r} leads out of the archive: pack it anew")
    if written_out(member.orig_filename) != member.orig_filename:
        raise UnreadableFileError(f"{inner!r}: the name holds control characters; rename it")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableFileError(f"{inner!r} is a link: pack the file itself")
    if suffix in ARCHIVES:
        raise UnreadableFileError(f"{inner!r} is an archive within an archive: unpack it")
    if inner in seen:
        raise DamagedFileError(f"{inner!r} is in the archive twice: pack it anew")


def _unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, inner: str, max_bytes: int
) -> bytes:
    size, packed = member.file_size, member.compress_size
    if member.flag_bits & ENCRYPTED:
        raise LockedFileError(f"{inner!r} is encrypted: pack it without a password")
    if size > max_bytes or (size > SMALL_BYTES and size > MAX_RATIO * max(packed, 1)):
        raise TooBigError(f"{inner!r} unpacks to {size:,} bytes from {packed:,}: more than allowed")
    try:
        return archive.read(member)
    except (*BROKEN, RuntimeError, OSError) as error:
        raise _damaged(inner) from error


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(f"{name!r} is no sound ZIP archive: pack it anew")
