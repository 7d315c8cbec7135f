"""Drawings: SVG by pygal, without its script and colours, which the style sheet has instead."""

import math
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup
from pygal import PluginImportFixer

__all__ = ["NARROW", "WIDE", "Dot", "Sheet", "bars", "dots"]

sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, PluginImportFixer)]
"""pygal leaves a finder for its plugins there, of a kind that Python warns of at each import."""

EM, GAP = 15.0, 8.0
NAME_CHARS = 30
"""Of titles on a map: size of letters and half a line in its units; letters at most."""

N_TICKS = 5
"""Of the axis of counts, about."""

SVG = "{http://www.w3.org/2000/svg}"
DRAWN: dict[str, Any] = {
    "js": (),
    "css": (),
    "show_legend": False,
    "margin": 12,
    "truncate_label": -1,
    "no_data_text": "",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: its size, and how many labels of bars have room beside each other."""

    width: int
    height: int
    n_labels: int


WIDE, NARROW = Sheet(960, 320, 9), Sheet(380, 300, 3)
"""A desk's screen, and a phone's, where letters are to be as large."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a map, what stands there, where a click leads, and which colour it has."""

    x: float
    y: float
    label: str
    href: str
    colour: int


def bars(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    title: str,
    sheet: Sheet = WIDE,
) -> Markup:
    """Stack bars; a series' n-th colour is the style sheet's `.color-n`."""
    every = -(-len(labels) // sheet.n_labels)
    told = labels[::-1][::every]  # counted from the newest, which is always named
    chart = pygal.StackedBar(
        **DRAWN, width=sheet.width, height=sheet.height, spacing=6,
        show_minor_x_labels=False,
    )  # fmt: skip
    chart.x_labels_major = told
    chart.y_labels = ticks(max(map(sum, zip(*(row for _, row in series), strict=True))))
    chart.x_labels = labels
    chart.value_formatter = lambda n: f"{n:.0f}"
    for name, row in series:
        chart.add(
            name,
            [
                {"value": n, "label": f"{name}, {at}: {n}"}
                for n, at in zip(row, labels, strict=True)
            ],
        )
    return _svg(chart, title, "img", sheet)


def ticks(most: int) -> list[int]:
    """Give whole numbers for an axis, from 0 to `most` or a little more.

    >>> ticks(2), ticks(34)
    ([0, 1, 2], [0, 10, 20, 30, 40])
    """
    rough = max(1, most) / N_TICKS
    scale = 10 ** max(0, math.floor(math.log10(rough)))
    step = next(each * scale for each in (1, 2, 5, 10) if each * scale >= rough)
    return list(range(0, most + step, step))


def dots(found: Sequence[Dot], title: str, sheet: Sheet = WIDE) -> Markup:
    """Draw dots that are links."""
    chart = pygal.XY(
        **DRAWN, width=sheet.width, height=round(1.45 * sheet.height), stroke=False,
        show_x_labels=False, show_y_labels=False, show_y_guides=False, dots_size=6,
        range=(-1.08, 1.08), xrange=(-1.04, 1.04),
    )  # fmt: skip
    for colour in range(max((each.colour for each in found), default=-1) + 1):
        chart.add(
            str(colour),
            [
                {
                    "value": (each.x, each.y),
                    "label": each.label,
                    "xlink": {"href": each.href, "target": "_self"},
                }
                for each in found
                if each.colour == colour
            ],
        )
    return _svg(chart, title, "group", sheet)


def _svg(chart: Any, title: str, role: str, sheet: Sheet) -> Markup:
    """Leave out script and style; turn what pygal's script would show into titles."""
    root = chart.render_tree()
    for each in list(root.iter(etree.Comment, f"{SVG}defs", "defs", f"{SVG}title", "title")):
        each.getparent().remove(each)
    for overlay in root.xpath("//*[contains(@class, 'tooltip-overlay')]"):
        overlay.getparent().remove(overlay)
    for each in list(root.iter(f"{SVG}desc", "desc")):
        if each.get("class") == "label":
            each.tag = each.tag.replace("desc", "title")
            parent = each.getparent()
            parent.insert(0, each)
        else:
            each.getparent().remove(each)
    for each in root.iter():
        each.attrib.pop("style", None)
        each.attrib.pop("id", None)
    _name(root, sheet.width - 4 * GAP)
    root.set("role", role)
    root.set("aria-label", title)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  # escaped by lxml


def _name(root: Any, width: float) -> None:
    """Write titles beside those dots where there is room for them."""
    taken = [
        (float(each.get("cx")) - GAP, float(each.get("cy")) - GAP, 2 * GAP)
        for each in root.iter(f"{SVG}circle", "circle")
    ]
    for link in root.iter(f"{SVG}a", "a"):
        title, circle = link[0], link[-1]
        x, y = float(circle.get("cx")), float(circle.get("cy"))
        words = title.text if len(title.text) <= NAME_CHARS else title.text[: NAME_CHARS - 1] + "…"
        wide = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in words)
        length = wide * EM / 2 + GAP
        for at, anchor, left in (
            (x + 1.5 * GAP, "start", x + 1.5 * GAP),
            (x - 1.5 * GAP, "end", x - 1.5 * GAP - length),
        ):
            box = (left, y - GAP, length)
            if 0 < left < width - length and not any(_meet(box, other) for other in taken):
                taken.append(box)
                _write(link, words, (at, y + EM / 3), anchor)
                break


def _write(link: Any, words: str, at: tuple[float, float], anchor: str) -> None:
    name = etree.SubElement(link, link[-1].tag.replace("circle", "text"))
    name.text = words
    for key, value in (
        ("class", "name"), ("x", f"{at[0]:.1f}"), ("y", f"{at[1]:.1f}"), ("text-anchor", anchor),
    ):  # fmt: skip
        name.set(key, value)


def _meet(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Whether two boxes of one line's height meet; each is left, top and width."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and abs(one[1] - other[1]) < 2 * GAP
    )
