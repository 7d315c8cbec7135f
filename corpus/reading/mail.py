"""Mails, with what is attached to them, and pages that a browser saved as mails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import PurePosixPath
from typing import BinaryIO

from onrecord.corpus.errors import DamagedFileError, EmptyArticleError, LockedFileError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.encoding import Decoded, decode
from onrecord.corpus.reading.folder import written_out
from onrecord.corpus.reading.item import Found, Item
from onrecord.corpus.reading.layout import one_line
from onrecord.corpus.reading.markup import fragment, words_of
from onrecord.corpus.reading.sniff import kind_of

__all__ = ["Mail", "SavedPage", "attachments", "read_mail", "read_saved_page"]

SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURE = re.compile(r"application/(?:pgp|(?:x-)?pkcs7)-signature")
PGP = re.compile(rb"\s*-----BEGIN PGP MESSAGE")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """The words of a mail, and what its head states."""

    text: str
    stated: Metadata
    n_damaged: int


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page in an MHTML file: its markup, and where it was."""

    markup: Decoded
    url: str | None


def read_mail(raw: bytes, name: str) -> Mail:
    """Read a mail: its plain words, or those of its HTML.

    Raises
    ------
    CorpusError
        If it has none, or they are in no encoding that is certain.
    """
    mail = _parsed(raw, name)
    body = mail.get_body(("plain", "html"))
    words = body.get_payload(decode=True) if body else None
    if mail.get_content_type() in SEALED or (isinstance(words, bytes) and PGP.match(words)):
        raise LockedFileError(f"{name} is encrypted: save it decrypted")
    if body is None:
        raise EmptyArticleError(f"{name} has no words: fill the mail or remove it")
    decoded = _decoded(body, name)
    text = decoded.text
    if body.get_content_type() == "text/html":
        text = words_of(fragment(text))
    elif body.get_param("format", "") == "flowed":
        text = _unflowed(text)
    return Mail(text, _head(mail), decoded.n_damaged)


def read_saved_page(raw: bytes, name: str) -> SavedPage:
    """Find the page among its pictures and styles.

    Raises
    ------
    CorpusError
        If there is none, or it is in no encoding that is certain.
    """
    mail = _parsed(raw, name)
    page = next((each for each in mail.walk() if each.get_content_type() == "text/html"), None)
    if page is None:
        raise DamagedFileError(f"{name} holds no page: save it anew, as HTML")
    url = _line(mail, "Snapshot-Content-Location") or _line(page, "Content-Location")
    is_url = url is not None and url.startswith(("http://", "https://"))
    return SavedPage(_decoded(page, name), url if is_url else None)


def attachments(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield a mail, and what is attached to it as `name/attachment`."""
    raw = file.read()
    mail = _parsed(raw, repr(name))
    yield Item(name, raw, ".eml")
    for number, each in enumerate(mail.iter_attachments(), 1):
        is_nameless = each.get_filename() is None
        if (is_nameless and each.get_content_disposition() == "inline") or SIGNATURE.search(
            each.get_content_type()
        ):
            continue
        called = written_out(each.get_filename() or f"{number}").replace("/", "_")
        inner = each.get_payload(0) if each.get_content_type() == "message/rfc822" else None
        content = (
            inner.as_bytes() if isinstance(inner, EmailMessage) else each.get_payload(decode=True)
        )
        content = content if isinstance(content, bytes) else b""
        told = kind_of(content, each.get_content_type()) if is_nameless else ""
        suffix = ".eml" if inner else told or PurePosixPath(called).suffix.lower()
        yield Item(f"{name}/{called}", content, suffix)


def _parsed(raw: bytes, name: str) -> EmailMessage:
    head, gap, body = re.split(rb"(\r?\n\r?\n|\Z)", raw.lstrip(b"\r\n"), maxsplit=1)
    if not head.isascii():  # as old programs write it: the library takes it for UTF-8
        charset = CHARSET.search(raw)
        head = decode(head, name, charset[1].decode() if charset else None).text.encode()
    mail = message_from_bytes(head + gap + body, policy=policy.default)
    if not isinstance(mail, EmailMessage) or not mail.keys():
        raise DamagedFileError(f"{name} is no mail: save it anew")
    return mail


def _decoded(part: MIMEPart, name: str) -> Decoded:
    content = part.get_payload(decode=True)
    return decode(content if isinstance(content, bytes) else b"", name, part.get_content_charset())


def _head(mail: EmailMessage) -> Metadata:
    sender = mail["From"]
    names = [each.display_name or each.addr_spec for each in sender.addresses] if sender else []
    sent = mail["Date"].datetime if mail["Date"] else None
    return Metadata(
        title=_line(mail, "Subject"),
        author=one_line(", ".join(names)),
        published=sent.date() if sent else None,
    )


def _line(mail: EmailMessage, key: str) -> str | None:
    return one_line(str(mail[key])) if mail[key] else None


def _unflowed(text: str) -> str:
    """Join the lines that a mail program broke, RFC 3676: they end with a space."""
    head, mark, tail = text.partition("\n-- \n")
    return re.sub(r"(?<=\S) \n(?=[^\s>])", " ", head) + mark + tail
