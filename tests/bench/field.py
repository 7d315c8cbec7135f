"""How soon the chat's field takes what is typed, on a processor slowed down.

    python tests/bench/field.py [--slower 4] [--visits 3]

Each visit is the first of a browser profile, to a server on this machine over the sample corpus.
"""

# ruff: noqa: T201  # it prints what it measured

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from live import served
from screens import CHROMIUM

from onrecord.ui.desk import open_desk
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings

WATCH: Final = """(() => {
  const look = () => {
    const field = document.querySelector("#question textarea");
    if (!field?.checkVisibility({ visibilityProperty: true }) || document.activeElement !== field)
      return requestAnimationFrame(look);
    window.usable = performance.now();
  };
  requestAnimationFrame(look);
})()"""


def main() -> int:
    """Visit, and print milliseconds from the request for the page to a field that has the focus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slower", type=float, default=4)
    parser.add_argument("--visits", type=int, default=3)
    options = parser.parse_args()
    settings = Settings.from_environment()
    desk = open_desk(settings)
    desk.build()
    with served(application(desk, settings)) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visit(browser, address, options.slower)  # warms the server
        found = [visit(browser, address, options.slower) for _ in range(options.visits)]
        browser.close()
    print(*(f"{each:.0f}" for each in found), f"median {statistics.median(found):.0f} ms")
    return 0


def visit(browser: Any, address: str, slower: float) -> float:
    """Open the chat in a profile of its own."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.usable", timeout=60_000)
    usable = float(page.evaluate("window.usable"))
    context.close()
    return usable


if __name__ == "__main__":
    raise SystemExit(main())
