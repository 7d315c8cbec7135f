"""What there is to say in every language of the interface, and what is put together of it."""

from dataclasses import dataclass

from onrecord.corpus import Speech
from onrecord.index.citations import Fate
from onrecord.rag.question.asked import Asks
from onrecord.rag.quoting.answer import Reason, Remark

__all__ = ["LIKELY", "SURE", "Strings"]

SURE = 0.85
LIKELY = 0.6
"""Estimated probabilities from which the words `sure` and `likely` are used."""

NEARLY_ALWAYS = 10
"""Of ten times; no answer is that sure, so that it is put into other words."""


@dataclass(frozen=True, slots=True)
class Strings:
    """The fixed sentences of one interface language; `{n}` stands for a number."""

    language: str
    tagline: str
    intro: str
    ask_label: str
    ask_placeholder: str
    send: str
    new_conversation: str
    examples: str
    conversation: str
    filters: str
    outlet: str
    article_language: str
    since: str
    until: str
    from_question: str
    filters_on: str
    take_off: str
    newest_first: str
    undated_one: str
    undated_many: str
    understood: str
    as_typed: str
    which: str
    unclear: str
    quote_one: str
    quote_many: str
    article_one: str
    article_many: str
    sure: str
    likely: str
    unsure: str
    direct: str
    reported: str
    own_words: str
    unnamed: str
    copy_one: str
    copy_many: str
    comma: str
    thousands: str
    differing: str
    correction: str
    corrected: str
    heading: str
    verbatim: str
    reworded: str
    undated: str
    open_source: str
    copy: str
    copied: str
    silent: str
    no_subject: str
    not_asked: str
    not_speaker: str
    filtered: str
    not_confident: str
    near_misses: str
    near_misses_note: str
    close: str
    next_quote: str
    previous_quote: str
    standalone: str
    original: str
    not_in_text: str
    empty_corpus: str
    question_empty: str
    question_long: str
    searching: str
    failed: str
    not_ready: str
    nothing_here: str
    no_article: str
    no_article_hint: str
    words_moved: str
    words_changed: str
    words_unsure: str
    words_were: str
    unreachable: str
    back: str
    pages: str
    ask_place: str
    ask_next: str
    ask_instead: str
    what_they_said: str
    what_they_said_about: str
    quote_of: str
    more_context: str
    less_context: str
    in_ten: str
    over_nine: str
    everywhere: str
    hello: str
    welcome: str
    can_ask: str
    newest_are: str
    oldest_are: str
    authors: str
    languages: str
    days: str
    more_names: str
    stands_in: str
    and_more: str
    no_more: str
    no_articles: str
    no_quote: str
    whose_words: str
    on_what: str
    taken_as: str
    seen_above: str
    statements: str
    voices: str
    everything: str
    everybody: str
    who_is: str
    articles_about: str
    whats_new: str

    def reason(self, reason: Reason) -> str:
        """Say why the corpus doesn't say."""
        return {
            Reason.NO_SUBJECT: self.no_subject,
            Reason.NOT_ASKED: self.not_asked,
            Reason.NOT_SPEAKER: self.not_speaker,
            Reason.FILTERED: self.filtered,
            Reason.NOT_CONFIDENT: self.not_confident,
            Reason.UNCLEAR: self.unclear,
            Reason.NO_MORE: self.no_more,
            Reason.NO_ARTICLES: self.no_articles,
        }[reason]

    def fate(self, fate: Fate | None) -> str:
        """Say what became of words that were cited; `None` stands for what can't be told."""
        return {
            Fate.INTACT: "",
            Fate.MOVED: self.words_moved,
            Fate.CHANGED: self.words_changed,
            Fate.GONE: self.no_article,
            None: self.words_unsure,
        }[fate]

    def speech(self, speech: Speech) -> str:
        """Say how someone's words are reported."""
        return {Speech.DIRECT: self.direct, Speech.REPORTED: self.reported}[speech]

    def confidence(self, probability: float) -> str:
        """Put a probability into words."""
        if probability >= SURE:
            return self.sure
        return self.likely if probability >= LIKELY else self.unsure

    def odds(self, probability: float) -> str:
        """Tell how often answers of such a probability are right.

        >>> from onrecord.ui.words.strings import EN
        >>> EN.odds(0.83), EN.odds(0.97)
        ('right about 8 times in 10', 'right more than 9 times in 10')
        """
        n = round(10 * probability)
        return self.in_ten.format(n=n) if n < NEARLY_ALWAYS else self.over_nine

    def told(self, asked: Asks, n: int) -> str:
        """Say what is told of articles, or answer small talk."""
        said = {
            Asks.GREETING: self.hello,
            Asks.THANKS: self.welcome,
            Asks.HELP: self.can_ask,
            Asks.ORIGIN: self.stands_in,
            Asks.NEWEST: self.newest_are,
            Asks.OLDEST: self.oldest_are,
        }
        return said.get(asked) or self.n_articles(n)

    def n_undated(self, n: int) -> str:
        """Count in words the articles that a day of publication leaves out for having none."""
        return (self.undated_one if n == 1 else self.undated_many).format(n=self.number(n))

    def number(self, n: int) -> str:
        """Write a number so that it is read at a glance."""
        return f"{n:,}".replace(",", self.thousands)

    def n_quotes(self, n: int) -> str:
        """Count quotes in words."""
        return (self.quote_one if n == 1 else self.quote_many).format(n=self.number(n))

    def n_copies(self, n: int) -> str:
        """Count the other articles that have the same words."""
        return (self.copy_one if n == 1 else self.copy_many).format(n=self.number(n))

    def remark(self, remark: Remark) -> str:
        """Say what a reader has to know about a quote."""
        return {
            Remark.CORRECTION: self.correction,
            Remark.CORRECTED: self.corrected,
            Remark.HEADING: self.heading,
            Remark.VERBATIM: self.verbatim,
            Remark.REWORDED: self.reworded,
        }[remark]

    def n_articles(self, n: int) -> str:
        """Count articles in words."""
        return (self.article_one if n == 1 else self.article_many).format(n=self.number(n))
