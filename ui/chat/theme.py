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
    paper, ink, rule = "var(--paper)", "var(--ink)", "var(--rule)"
    values = {
        "body_background_fill": paper,
        "background_fill_primary": paper,
        "background_fill_secondary": "var(--raised)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "block_label_text_color": "var(--muted)",
        "block_title_text_color": "var(--muted)",
        "body_text_color": ink,
        "body_text_color_subdued": "var(--muted)",
        "border_color_primary": rule,
        "border_color_accent": "var(--accent)",
        "color_accent": "var(--accent)",
        "color_accent_soft": "var(--raised)",
        "input_background_fill": "var(--raised)",
        "input_border_color": rule,
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--muted)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--raised)",
        "button_secondary_text_color": "var(--muted)",
        "shadow_drop": "none",
        "shadow_drop_lg": "none",
    }
    themed = gr.themes.Base(font=SANS, font_mono=MONO)
    both = {**values, **{f"{name}_dark": value for name, value in values.items()}}
    known = {name: value for name, value in both.items() if hasattr(themed, name)}
    return themed.set(**known)
