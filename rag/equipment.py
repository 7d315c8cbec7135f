"""What questions are answered with, whatever the articles."""

from dataclasses import dataclass, field

from index.encoder import Encoder
from index.projection import TokenProjection
from rag.judgement import Judgement
from rag.names import Aliases
from rag.reader import Reader
from rag.retrieval import Depth

__all__ = ["Equipment"]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an engine works with; `encoder`, `projection` and `reader` belong together."""

    encoder: Encoder
    projection: TokenProjection
    judgement: Judgement
    aliases: Aliases
    reader: Reader | None = None
    depth: Depth = field(default_factory=Depth)
