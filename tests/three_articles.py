"""A folder of three short articles, in two languages."""

from pathlib import Path

__all__ = ["three_articles"]

_TEXTS = {
    "kites.txt": "Kites fly above the shore.\n",
    "pears.md": (
        "---\ntitle: Pears\noutlet: The Orchard\ndate: 2025-10-01\n---\nPears ripen in autumn.\n"
    ),
    "tee.md": (
        "---\noutlet: Blatt\ndate: 2025-10-20\n---\n"
        "Der Tee ist teuer, und der Regen fehlte lange.\n"
    ),
}


def three_articles(folder: Path) -> Path:
    """Write them into a new folder, which is returned."""
    folder.mkdir()
    for name, text in _TEXTS.items():
        (folder / name).write_text(text)
    return folder
