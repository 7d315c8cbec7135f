from corpus.article import (
    Article,
    Passage,
    Sentence,
    SentenceKind,
    Span,
    Speaker,
    Speech,
)
from corpus.errors import CorpusError
from corpus.item import Item, Refusal
from corpus.language import detect_language, load_languages
from corpus.loaders import Loaded, find_articles, load, parse, read
from corpus.packages import items_in, split
from corpus.passages import PassageLimits, passages
from corpus.sentences import sentences
from corpus.tokens import n_tokens

__all__ = [
    "Article",
    "CorpusError",
    "Item",
    "Loaded",
    "Passage",
    "PassageLimits",
    "Refusal",
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
