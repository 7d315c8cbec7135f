"""Which browser shows screens, what these are like, what is asked and read on them."""

import os
import shutil
from typing import Any

Page = Any

_SHELL = "/usr/lib/chromium/chromium-headless-shell"
"""Chromium without the windows that nobody sees here: a page costs it a third."""

CHROMIUM = os.environ.get("ONRECORD_TEST_BROWSER") or next(
    filter(None, map(shutil.which, (_SHELL, "chromium"))), None
)

FERRY = "When will the night ferry to Sandholm sail, and what did fishermen say of the timetable?"
MAAS = "What did Ingrid Maas say about the ferry?"
NIGHT: dict[str, Any] = {"color_scheme": "dark"}

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}

CONTRAST = """element => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  let ground = element;
  while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] < 255) {
    ground = ground.parentElement;
  }
  const back = getComputedStyle(ground ?? document.body).backgroundColor;
  const pair = [getComputedStyle(element).color, back].map((colour) => luminance(rgb(colour)));
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def ask(page: Page, question: str) -> None:
    """Type a question, send it with Enter, wait for what comes back."""
    before = page.locator(".answer").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".answer").nth(before).wait_for()


def marked(page: Page) -> str:
    """Give the words that are highlighted as the current quote."""
    return "".join(page.locator("mark.current").all_text_contents())
