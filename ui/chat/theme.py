"""How Gradio's own widgets look; the rest of the design is `assets/onrecord.css`."""

from typing import Any

import gradio as gr

__all__ = ["theme"]

SANS = ("system-ui", "-apple-system", "Segoe UI", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "monospace")


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
