from corpus.article import Article, Passage, Sentence, SentenceKind, Span
from corpus.errors import CorpusError
from corpus.language import detect_language
from corpus.loaders import Loaded, find_articles, load, read
from corpus.passages import PassageLimits, passages
from corpus.sentences import sentences
from corpus.tokens import n_tokens

__all__ = [
    "Article",
    "CorpusError",
    "Loaded",
    "Passage",
    "PassageLimits",
    "Sentence",
    "SentenceKind",
    "Span",
    "detect_language",
    "find_articles",
    "load",
    "n_tokens",
    "passages",
    "read",
    "sentences",
]
