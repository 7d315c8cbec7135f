"""Drawings: SVG by pygal, without its script and colours, which the style sheet has instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup

__all__ = ["Dot", "bars", "dots"]

N_LABELS = 10
"""Of bars at most; more would touch each other."""

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
class Dot:
    """A place on a map, what stands there, where a click leads, and which colour it has."""

    x: float
    y: float
    label: str
    href: str
    colour: int


def bars(labels: Sequence[str], series: Iterable[tuple[str, Sequence[int]]], title: str) -> Markup:
    """Stack bars; a series' n-th colour is the style sheet's `.color-n`."""
    chart = pygal.StackedBar(
        **DRAWN, width=960, height=300, spacing=6, x_label_rotation=0, y_labels_major_every=1,
        x_labels_major_count=N_LABELS if len(labels) > N_LABELS else None,
        show_minor_x_labels=len(labels) <= N_LABELS,
    )  # fmt: skip
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
    return _svg(chart, title)


def dots(found: Sequence[Dot], title: str) -> Markup:
    """Draw dots that are links."""
    chart = pygal.XY(
        **DRAWN, width=960, height=460, stroke=False, show_x_labels=False, show_y_labels=False,
        show_y_guides=False, dots_size=6, range=(-1.08, 1.08), xrange=(-1.04, 1.04),
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
    return _svg(chart, title)


def _svg(chart: Any, title: str) -> Markup:
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
    root.set("role", "img")
    root.set("aria-label", title)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  # escaped by lxml
