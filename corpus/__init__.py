from onrecord.corpus.article import (
    Article,
    Passage,
    Sentence,
    SentenceKind,
    Span,
    Speaker,
    Speech,
)
from onrecord.corpus.cutting.passages import PassageLimits, passages
from onrecord.corpus.cutting.sentences import sentences
from onrecord.corpus.cutting.tokens import n_tokens
from onrecord.corpus.errors import CorpusError
from onrecord.corpus.languages.detect import detect_language, load_languages
from onrecord.corpus.reading.item import Item, Refusal, Remark
from onrecord.corpus.reading.loaders import Loaded, find_articles, load, parse, read
from onrecord.corpus.reading.packages import items_in, split

__all__ = [
    "Article",
    "CorpusError",
    "Item",
    "Loaded",
    "Passage",
    "PassageLimits",
    "Refusal",
    "Remark",
    "Sentence",
    "SentenceKind",
    "Span",
    "Speaker",
    "Speech",
    "detect_language",
    "find_articles",
    "items_in",
    "load",
    "load_languages",
    "n_tokens",
    "parse",
    "passages",
    "read",
    "sentences",
    "split",
]
