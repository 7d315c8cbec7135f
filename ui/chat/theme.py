"""How Gradio's own widgets look; the rest of the design is `assets/onrecord.css`."""

from typing import Any

import gradio as gr

__all__ = ["head", "theme"]

HEAD = """
<meta name="referrer" content="no-referrer">
<link rel="icon" href="{root}/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{root}/ui/onrecord.css">
<link rel="stylesheet" href="{root}/ui/desk.css">
<link rel="modulepreload" href="{root}/ui/desk.js">
<script src="{root}/ui/manners.js"></script>
"""

SANS = ("system-ui", "-apple-system", "Segoe UI", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "monospace")


def head(root: str) -> str:
    """Give what the page's head has beside Gradio's own, for a server at the path `root`."""
    return HEAD.format(root=root)


def theme() -> Any:
    """Hand the colours of the style sheet to Gradio's variables; no font from elsewhere."""
    values = {
        "body_background_fill": "var(--paper)",
        "background_fill_primary": "var(--paper)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "body_text_color": "var(--ink)",
        "border_color_primary": "var(--rule)",
        "color_accent": "var(--accent)",
        "shadow_drop": "none",
    }
    themed = gr.themes.Base(font=SANS, font_mono=MONO)
    both = {**values, **{f"{name}_dark": value for name, value in values.items()}}
    known = {name: value for name, value in both.items() if hasattr(themed, name)}
    return themed.set(**known)
