"""Settings: the only place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ui.errors import SettingError

__all__ = ["Settings"]

PACKAGE_ROOT = Path(__file__).resolve().parent.parent
MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and where to listen; each field has its `ONRECORD_…` variable.

    `model` is a SentenceTransformer folder or hub id (None: the model that is installed along).
    `questions` is a folder with starting questions, one `<language>.txt` each (None: those of
    the packaged corpus; for another corpus its newest headlines take their place).
    `private` lets URLs lead to addresses that are not public.
    `language` is that of the terminal's sentences, as in `LANG`. `debug` shows tracebacks.
    """

    corpus: Path = PACKAGE_ROOT / "corpus" / "articles"
    index: Path = Path(".onrecord")
    model: str | None = None
    cache: Path = field(default_factory=lambda: Path.home() / ".cache" / "onrecord")
    questions: Path | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    language: str = "en"
    private: bool = False
    debug: bool = False

    @property
    def starting_questions(self) -> Path | None:
        """The folder with the questions that the chat offers to start with, if there is one."""
        packaged = self.corpus.resolve() == PACKAGE_ROOT / "corpus" / "articles"
        return self.questions or (PACKAGE_ROOT / "ui" / "questions" if packaged else None)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the `ONRECORD_…` variables; an empty one counts as unset.

        Raises
        ------
        SettingError
            If a port isn't a number from 0 to 65535.
        """
        environ = os.environ if environ is None else environ
        given = {
            name.removeprefix("ONRECORD_").lower(): value
            for name, value in environ.items()
            if name.startswith("ONRECORD_") and value
        }
        default = cls()
        return cls(
            corpus=Path(given.get("corpus", default.corpus)),
            index=Path(given.get("index", default.index)),
            model=given.get("model"),
            cache=Path(given.get("cache", default.cache)),
            questions=Path(given["questions"]) if "questions" in given else None,
            host=given.get("host", default.host),
            port=_port(given.get("port", str(default.port))),
            language=given.get("language") or _locale(environ),
            private=_switch(given.get("private")),
            debug=_switch(given.get("debug")),
        )


def _switch(value: str | None) -> bool:
    return value is not None and value not in {"0", "false", "no"}


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > MAX_PORT:
        raise SettingError(
            f"ONRECORD_PORT is {text!r}, expected a number from 0 to {MAX_PORT}: set another one"
        )
    return int(text)


def _locale(environ: Mapping[str, str]) -> str:
    """Choose among the variables as POSIX orders them; `de_DE.UTF-8` becomes `de-DE`."""
    names = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in names if name), "en").partition(".")[0].replace("_", "-")
