"""`onrecord serve` over an index of the invented newsroom, in a process of its own.

What says "slowly" is encoded when there is a file called `go` in the folder of the index.
"""

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from fakes import FakeEncoder
from newsroom import EQUIPMENT, PROJECTION, TAGGER

from onrecord.index.encoding.encoder import Encoding
from onrecord.rag.desk import Desk
from onrecord.ui.cli import main
from onrecord.ui.terminal import commands

PATIENCE_S = 60


@dataclass(frozen=True)
class SlowEncoder(FakeEncoder):
    """Waits to be let go on."""

    go: Path = Path("go")

    def _encode(self, text: str) -> Encoding:
        end = time.monotonic() + PATIENCE_S
        while "slowly" in text and not self.go.exists() and time.monotonic() < end:
            time.sleep(0.02)
        return super()._encode(text)


def open_desk(folder: Path) -> Desk:
    """Set up a desk over an index that there is."""
    desk = Desk(folder / "articles", folder, folder / "cache", model="the fake one")
    desk.encoder, desk.projection = SlowEncoder(go=folder / "go"), PROJECTION
    desk.tagger = TAGGER
    desk.equipment = replace(EQUIPMENT, encoder=desk.encoder, head=None)
    return desk


if __name__ == "__main__":
    commands.open_desk = lambda settings: open_desk(settings.index)
    sys.exit(main(["serve", "--port", "0", "--index", sys.argv[1]]))
