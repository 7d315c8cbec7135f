"""What questions are answered with, whatever the articles."""

from dataclasses import dataclass, field

from onrecord.index.encoding.encoder import Encoder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.speech.tagger import Tagger, Untold
from onrecord.rag.evidence.judgement import Judgement
from onrecord.rag.evidence.reader import Reader
from onrecord.rag.evidence.retrieval import Depth
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.sounds import Sounds
from onrecord.rag.question.head import Head

__all__ = ["Equipment"]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an engine works with; all but `judgement` and `aliases` belong together."""

    encoder: Encoder
    projection: TokenProjection
    judgement: Judgement
    aliases: Aliases
    reader: Reader | None = None
    head: Head | None = None
    depth: Depth = field(default_factory=Depth)
    sounds: Sounds | None = None
    tagger: Tagger = field(default_factory=Untold)
