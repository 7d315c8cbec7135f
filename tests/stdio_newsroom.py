"""`onrecord mcp` over the invented newsroom, indexed in the folder that is named."""

import sys
from pathlib import Path

from newsroom import open_desk

from onrecord.ui.cli import main
from onrecord.ui.terminal import commands

if __name__ == "__main__":
    desk = open_desk(Path(sys.argv[1]))
    commands.open_desk = lambda _: desk
    sys.exit(main(["mcp"]))
