"""A passage for frameworks that keep words and what is known of them apart."""

from typing import Any

from onrecord.ui.rest.reply_bodies import HitBody

__all__ = ["citation", "name_of"]


def citation(hit: HitBody, generation: int) -> dict[str, Any]:
    """Tell where the words stand: with them, this is what `verify` takes; and whose they are."""
    article = hit.article.model_dump(mode="json")
    return {
        "article": article.pop("id"),
        "start": hit.start,
        "end": hit.end,
        **article,
        "score": hit.score,
        "generation": generation,
    }


def name_of(hit: HitBody) -> str:
    """Name a passage: the same words at the same place have the same name."""
    return f"{hit.article.id}#{hit.article.sha256[:12]}:{hit.start}-{hit.end}"
