from corpus.article import Article, Passage, Sentence, SentenceKind, Span

__all__ = ["Article", "Passage", "Sentence", "SentenceKind", "Span"]
