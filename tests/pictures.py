"""Pictures of all that can be seen, over the sample corpus, in a real browser.

python tests/pictures.py                   those in the documents, anew
python tests/pictures.py --every DIR       every state in every manner, to be looked at
"""

# ruff: noqa: T201  # a command

import argparse
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from typing import Any, Final

from live import served
from PIL import Image
from playwright.sync_api import sync_playwright
from screens import CHROMIUM
from walk import Way, chat_states, pages, signing_in

from onrecord.ui.desk import open_desk
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import hashed

Page = Any

TOKEN: Final = "a token of administration"  # noqa: S105
SHOWN: Final = Path(__file__).parents[1] / "docs" / "screenshots"
N_COLOURS: Final = 128

WAYS: Final = {
    "en": Way(
        "What did Baidu say about Sora 2?", "Who won the World Cup final in 2022?",
        "Compare OpenAI and Baidu", "Robin Li", "2025-10-17-baidu-credits-sora-2.en.md", "178-389",
        "For Thursday: ask their press office.",
    ),
    "zh": Way(
        "百度怎么评价Sora 2？", "谁赢得了2022年世界杯决赛？", "比较OpenAI和百度", "陆听澜",
        "2025-10-17-zhengqiji-yu-sora2.zh.md", "60-120",
    ),
    "de": Way(
        "Was sagte Baidu über Sora 2?", "Wer gewann das WM-Finale 2022?",
        "Vergleiche OpenAI und Baidu", "Arne Kollwitz", "2025-10-18-baidu-macht-dampf.de.md",
        "200-330",
    ),
}  # fmt: skip
LOCALES: Final = {"en": "en-GB", "zh": "zh-CN", "de": "de-DE"}
WIDTHS: Final[Mapping[str, Mapping[str, Any]]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "narrow": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
IN_DOCUMENTS: Final = {
    ("en", "wide", "light"): {
        "source": "answer", "comparison": "comparison", "notebook": "notebook",
        "articles": "articles", "overview": "overview",
    },
    ("zh", "wide", "dark"): {"source": "answer"},
    ("de", "narrow", "light"): {"answer": "answer", "silence": "silence"},
    ("en", "narrow", "dark"): {
        "start": "start", "source": "source", "articles": "articles", "overview": "overview",
    },
}  # fmt: skip
"""By language, width and light: what a picture of each state is called."""


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=Path, metavar="DIR")
    options = parser.parse_args()
    secret = hashed(TOKEN)
    settings = replace(Settings.from_environment(), admin_token=secret, read_token=secret)
    desk = open_desk(settings)
    desk.build()
    with served(application(desk, settings)) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, page in _taken(browser, address, every=options.every is not None):
            folder = options.every or SHOWN
            folder.mkdir(parents=True, exist_ok=True)
            _save(page, folder / f"{name}.png")
        browser.close()
    return 0


def _taken(browser: Any, address: str, *, every: bool) -> Iterator[tuple[str, Page]]:
    """Bring pages into each state that is wanted, and say what its picture is called."""
    for manner in product(WAYS, WIDTHS, ("light", "dark")) if every else IN_DOCUMENTS:
        language, width, light = manner
        context = browser.new_context(
            locale=LOCALES[language], color_scheme=light, reduced_motion="reduce", **WIDTHS[width]
        )
        context.set_default_timeout(60_000)
        page, way = context.new_page(), WAYS[language]
        walk = chain(
            signing_in(page, address, TOKEN), chat_states(page, way), pages(page, address, way)
        )
        for state in walk:
            page.wait_for_timeout(300)
            if every:
                yield "-".join((state, *manner)), page
                _complain(page, "-".join((state, *manner)))
            elif state in IN_DOCUMENTS[manner]:
                yield "-".join((IN_DOCUMENTS[manner][state], width, light)), page
        context.close()


def _complain(page: Page, name: str) -> None:
    """Say what no picture shows: that a page is wider than its window."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if too_wide > 0:
        print(f"{name} is {too_wide} pixels too wide", file=sys.stderr)


def _save(page: Page, path: Path) -> None:
    taken = Image.open(io.BytesIO(page.screenshot()))
    taken.convert("RGB").quantize(N_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path)


if __name__ == "__main__":
    raise SystemExit(main())
