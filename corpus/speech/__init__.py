"""Who says a sentence: read from its article by rule, in English, Chinese and German."""

from onrecord.corpus.speech.attribution import RULES, attributed

__all__ = ["RULES", "attributed"]
