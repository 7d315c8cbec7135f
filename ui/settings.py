"""Settings: the only place that reads the environment."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from onrecord.index.encoding.compute import Compute
from onrecord.index.store.place import Address, address_of, folder_of
from onrecord.ui.errors import SettingError
from onrecord.ui.tokens import is_hashed

__all__ = ["Administration", "Settings", "is_url"]

PACKAGE_ROOT = Path(__file__).resolve().parent.parent
MAX_PORT = 65_535
MIN_EVERY, MAX_EVERY = 5, 10_080
"""Minutes between two looks at a place of the web: not more often than is polite, once a week."""


class Administration(StrEnum):
    """Who may change the articles: who has the token, whoever reads them, or nobody."""

    TOKEN = "token"  # noqa: S105  # a word
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and where to listen; each field has its `ONRECORD_…` variable.

    `index` is a folder, or the URL of a PostgreSQL database (`postgresql://…`).
    `model` is a SentenceTransformer folder or hub id (None: the model that is installed along);
    `compute` says in what numbers that one computes.
    `questions` is a folder with starting questions, one `<language>.txt` each (None: those of
    the packaged corpus; for another corpus its newest headlines take their place).
    `admin_token`, `read_token` and `metrics_token` are hashes of tokens, as `onrecord token` prints
    them: who has the first may change the articles, and where the second is set, nobody reads
    without either. Without the first, a server makes one and keeps it; `admin` can also be `open`,
    or `closed`. `hosts` are the names that the server is reached by, `root` the path that a proxy
    shows it under, `proxies` the addresses of those whose forwarded headers are believed,
    `identity` the header in which they name a reader, and `admins` the names of those who may
    change the articles. `rate` is the requests a minute of one client, `connections` what it may
    hold open; `origins` are the web origins whose pages may read answers. `follow` are the feeds,
    sitemaps and pages that a server looks at, each `every` so many minutes. `log` is `text` or
    `json`. `private` lets URLs lead to addresses that are not public.
    `language` is that of the terminal's sentences, as in `LANG`. `debug` shows tracebacks.
    """

    corpus: Path = PACKAGE_ROOT / "corpus" / "articles"
    index: Address = Path(".onrecord")
    model: str | None = None
    cache: Path = field(default_factory=lambda: Path.home() / ".cache" / "onrecord")
    compute: Compute = Compute.AUTO
    questions: Path | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    admin: Administration = Administration.TOKEN
    admin_token: str | None = None
    read_token: str | None = None
    metrics_token: str | None = None
    hosts: tuple[str, ...] = ()
    root: str = ""
    proxies: tuple[str, ...] = ()
    identity: str | None = None
    admins: tuple[str, ...] = ()
    rate: int = 600
    connections: int = 64
    origins: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    every: int = 15
    log: str = "text"
    language: str = "en"
    private: bool = False
    debug: bool = False

    @property
    def starting_questions(self) -> Path | None:
        """The folder with the questions that the chat offers to start with, if there is one."""
        packaged = self.corpus.resolve() == PACKAGE_ROOT / "corpus" / "articles"
        return self.questions or (PACKAGE_ROOT / "ui" / "questions" if packaged else None)

    @property
    def folder(self) -> Path:
        """Where this server keeps what it writes beside the index."""
        return folder_of(self.index)

    @property
    def places(self) -> Mapping[str, str]:
        """Paths of this machine, and what is said to others in their place."""
        named = {"corpus": self.corpus, "index": self.folder, "cache": self.cache, "~": Path.home()}
        return {str(path.resolve()): name for name, path in named.items()} | {
            str(path): name for name, path in named.items() if path.is_absolute()
        }

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the `ONRECORD_…` variables; an empty one counts as unset.

        Raises
        ------
        SettingError
            If one isn't what it should be.
        """
        environ = os.environ if environ is None else environ
        given = {
            name.removeprefix("ONRECORD_").lower(): value
            for name, value in environ.items()
            if name.startswith("ONRECORD_") and value
        }
        default = cls()
        cache = Path(given.get("cache", default.cache))
        settings = cls(
            corpus=Path(given.get("corpus", default.corpus)),
            index=address_of(given["index"], cache) if "index" in given else default.index,
            model=given.get("model"),
            cache=cache,
            compute=Compute(
                _choice("COMPUTE", given.get("compute", default.compute), tuple(Compute))
            ),
            questions=Path(given["questions"]) if "questions" in given else None,
            host=given.get("host", default.host),
            port=_number("PORT", given.get("port", str(default.port)), 0, MAX_PORT),
            admin=Administration(
                _choice("ADMIN", given.get("admin", default.admin), tuple(Administration))
            ),
            admin_token=_token("ADMIN_TOKEN", given.get("admin_token")),
            read_token=_token("READ_TOKEN", given.get("read_token")),
            metrics_token=_token("METRICS_TOKEN", given.get("metrics_token")),
            hosts=tuple(_host(each) for each in _listed(given.get("hosts"))),
            root=_root(given.get("root", "")),
            proxies=tuple(_network(each) for each in _listed(given.get("proxies"))),
            identity=given.get("identity"),
            admins=_listed(given.get("admins")),
            rate=_number("RATE", given.get("rate", str(default.rate)), 1, 1_000_000),
            connections=_number(
                "CONNECTIONS", given.get("connections", str(default.connections)), 1, 10_000
            ),
            origins=_listed(given.get("origins")),
            follow=tuple(_followed(each) for each in given.get("follow", "").split()),
            every=_number("EVERY", given.get("every", str(default.every)), MIN_EVERY, MAX_EVERY),
            log=_choice("LOG", given.get("log", default.log), ("text", "json")),
            language=given.get("language") or _locale(environ),
            private=_switch(given.get("private")),
            debug=_switch(given.get("debug")),
        )
        _check_agreement(settings)
        return settings


def _check_agreement(settings: Settings) -> None:
    """Refuse what taken together would open more than was meant."""
    if settings.admin is Administration.OPEN and (settings.read_token or settings.identity):
        raise SettingError(
            "ONRECORD_ADMIN is 'open' while reading is closed, so that readers could write: "
            "set ONRECORD_ADMIN_TOKEN instead"
        )
    if settings.identity and not settings.proxies:
        raise SettingError(
            "ONRECORD_IDENTITY names a header that nobody is trusted to set: "
            "name the proxy's address in ONRECORD_PROXIES"
        )


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple((value or "").replace(",", " ").split())


def is_url(text: str) -> bool:
    """Whether it is an address of the web."""
    return re.fullmatch(r"https?://[^\s/]+\S*", text) is not None


def _followed(text: str) -> str:
    if not is_url(text):
        raise SettingError(
            f"ONRECORD_FOLLOW has {text!r}, expected addresses such as https://post.example/feed: "
            "write them with https://"
        )
    return text


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:-]+|\*", text) or "://" in text:
        raise SettingError(
            f"ONRECORD_HOSTS has {text!r}, expected names such as news.example: "
            "leave out scheme, port and path"
        )
    return text.lower()


def _root(text: str) -> str:
    root = text.rstrip("/")
    if root and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", root):
        raise SettingError(f"ONRECORD_ROOT is {text!r}, expected a path such as /news: set one")
    return root


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise SettingError(
            f"ONRECORD_PROXIES has {text!r}, expected addresses such as 10.0.0.2 or 10.0.0.0/24: "
            "a name is none"
        ) from error


def _switch(value: str | None) -> bool:
    return value is not None and value not in {"0", "false", "no"}


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
        raise SettingError(
            f"ONRECORD_{name} is {text!r}, expected a number from {least} to {most}: "
            "set another one"
        )
    return int(text)


def _choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise SettingError(
            f"ONRECORD_{name} is {text!r}, expected one of {', '.join(choices)}: set one of them"
        )
    return text


def _token(name: str, text: str | None) -> str | None:
    if text is not None and not is_hashed(text):
        raise SettingError(
            f"ONRECORD_{name} is no hash of a token: set what `onrecord token` prints after it"
        )
    return text


def _locale(environ: Mapping[str, str]) -> str:
    """Choose among the variables as POSIX orders them; `de_DE.UTF-8` becomes `de-DE`."""
    names = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in names if name), "en").partition(".")[0].replace("_", "-")
