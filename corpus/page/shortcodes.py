"""Shortcodes, by which WordPress and forums mark what isn't words: `[gallery ids="1,2"]`.

https://codex.wordpress.org/Shortcode_API: a name in brackets, with attributes, or closed by a tag.
"""

import re

__all__ = ["without_shortcodes"]

TAG = re.compile(r"\[(?P<closes>/)?(?P<name>[a-z][\w\-]*)(?P<rest>[\s=][^\[\]\n]*)?/?\](?!\()")
ATTRIBUTE = re.compile(r"(?:\s+[\w\-]+)?=\S")
ALONE = frozenset({"gallery", "playlist"})  # of WordPress's own, those that need neither
BESIDE = frozenset({"caption", "wp_caption"})  # what they are around is no part of the sentence


def without_shortcodes(text: str, between: str = "\n\n") -> str:
    """Leave out the tags and keep the words around which they stand; captions between breaks.

    >>> without_shortcodes('It is [b]open[/b], she said [sic]. [gallery ids="1,2"]')
    'It is open, she said [sic]. '
    """
    if "[" not in text:
        return text
    closed = {tag["name"] for tag in TAG.finditer(text) if tag["closes"]}

    def instead(tag: re.Match[str]) -> str:
        name = tag["name"]
        if name in BESIDE:
            return between
        is_tag = name in closed | ALONE or ATTRIBUTE.match(tag["rest"] or "")
        return "" if is_tag else tag[0]

    return TAG.sub(instead, text)
