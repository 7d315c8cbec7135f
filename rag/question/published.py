"""Which of the times that a question names say when the articles were published."""

import re
from dataclasses import dataclass
from datetime import timedelta

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import AnswerKind, DateMention, Filters, Order, Phrase
from onrecord.rag.question.typed import Typed

__all__ = ["RECENCY", "Dated", "read_dates"]


@dataclass(frozen=True, slots=True)
class Dated:
    """Days of publication and order that a question asks for, and the words that say so."""

    filters: Filters
    order: Order | None
    phrases: tuple[Phrase, ...]
    order_phrase: Phrase | None


NEWS = r"(?:articles|news|reports|coverage|stories|headlines)"
NEWS_FIRST = late_pattern(  # the question is about what was published
    rf"^(?:\w{{1,30}}\W{{1,3}}){{0,4}}?\b{NEWS}\b(?:\s+(?:about|on|from|in|since|before|after"
    rf"|published|of|were"
    r"|are|say|covering|that|was|is|between|did)\b|[?,]|$)"
    r"|^what (?:was|is|has been|were) (?:being )?(?:reported|written)\b"
    r"|^(?:\w{1,30}\W{1,3}){0,4}?\b(?:Artikel|Berichte|Meldungen|Nachrichten|Beiträge"
    r"|Berichterstattung)\b"
    r"|^was (?:wurde|wird)\b[^?]{0,80}\b(?:berichtet|geschrieben)\b",
    re.IGNORECASE,
)
PUBLISHED_WORKS = late_pattern(  # who brought out what is a fact that articles tell
    rf"\b{NEWS}\s+did\b(?! [^?]{{1,60}}\b(?:say|mention)\b)", re.IGNORECASE
)
NEWS_BEFORE = late_pattern(
    r"\b(?:articles?|reports|news|coverage|Artikeln?|Berichten?|Nachrichten|Meldung(?:en)?)"
    r"(?:\s+(?:published|from|written|dated|erschienen|vom|von|aus))?\s*$",
    re.IGNORECASE,
)
NEWS_AFTER = late_pattern(
    rf"^(?:['’]s?)?\s+(?:{NEWS}|articles?|reports?|Artikel|Nachrichten|Berichte)\b"
    r"|^(?:的|有)?(?:什么|哪些|关于[^？?]{1,20}的?)?(?:新闻|报道|文章|消息)"
    r"|^[^？?]{0,12}(?:的|有|哪些|什么)(?:新闻|报道|文章|消息)"
    r"|^[^？?]{0,12}(?<![的被])报道了?(?:什么|哪些|些)",
    re.IGNORECASE,
)
WHATS_NEW = (
    r"\bwhat(?:['’]?s| is) new\b"
    r"(?=\s*(?:[?!.]|$|(?:with|on|about|at|in|for|from|this|today|since)\b))"
)
HAPPENED = late_pattern(
    r"^(?:what happened|what has happened|was (?:ist|war) (?:neu|los"
    r"|passiert"
    r"|geschehen)|was (?:geschah|passierte)|was ist\b[^?]{1,40}\bpassiert|was gab es neues"
    r"|was gibt es neues)\b"
    rf"|^{WHATS_NEW}"
    r"|发生了(?:什么|哪些)|有(?:什么|哪些)(?:新|进展|动态)",
    re.IGNORECASE,
)
LATEST = late_pattern(
    r"\b(?:latest|newest|most recent)\s+(?:\w+\s+)?(?:articles?|news|reports?|coverage|stories"
    r"|headlines"
    r"|statements?|comments?|quotes?|remarks?|developments?|updates?)\b"
    rf"|\bthe latest\s+(?=(?:on|about|with|from)\b)|{WHATS_NEW}"
    r"|\b(?:neue?ste|aktuelle|jüngste|letzte)[nrs]?\s+(?:Nachricht(?:en)?|Artikel|Berichte?"
    r"|Meldung(?:en)?|Äußerung(?:en)?|Stand)\b|\bwas gibt(?: e)?['’]?s neues\b"
    r"|(?:最新|最近|近期)(?:的|关于[^？?]{1,15}的)?(?:消息|新闻|报道|文章|动态|进展|表态|说法"
    r"|评论)",
    re.IGNORECASE,
)
RECENCY = late_pattern(  # of someone's words
    r"\b(?:most recently|recently|lately|zuletzt|kürzlich|neulich)\b|最近|近日|近期|日前",
    re.IGNORECASE,
)
THOUGHT = late_pattern(
    r"\b(?:think|thought|believe|feel|glaub\w*|denkt|dachte\w*|hält|hielt)\b", re.IGNORECASE
)
DETERMINER = late_pattern(
    r"\b(?:the|a|an|its|his|her|their|de[rmns]|die|das|eine?[mnrs]?)\b", re.IGNORECASE
)
PLAIN_TOPIC = late_pattern(r"^(?:[^\Wa-z_]\S*\s*|\d\S*\s*){1,5}$")
MAX_NEWS_DAYS = 366
MAX_SPOKEN_DAYS = timedelta(days=92)
"""What was said in a longer time is as often told by articles from after it."""
ANNOUNCED = late_pattern(
    r"\bwhat\b[^?]{1,80}\bannounced?\b|\bwas\b[^?]{1,80}\b(?:angekündigt\b|kündigten?\b[^?]{1,80}\ban\b)"
    r"|(?:宣布|公布)了?(?:什么|哪些)",
    re.IGNORECASE,
)
THINKING_HAN = ("认为", "觉得", "相信", "主张")


def read_dates(typed: Typed, mentions: tuple[DateMention, ...], holdings: Holdings) -> Dated:
    """Choose the times that filter by publication; a time that belongs to the fact never does.

    Where no article is dated, nothing can be told apart.
    """
    if not holdings.days:
        return Dated(Filters(), None, (), None)
    chosen = [m for m in mentions if _is_publication(typed, m, holdings)]
    filters = _filters(chosen)
    phrases = tuple(m.phrase for m in chosen) if filters else ()
    latest = _latest(typed)
    if latest is None or any(p.start < latest.end and latest.start < p.end for p in phrases):
        return Dated(filters, None, phrases, None)
    return Dated(filters, Order.LATEST, phrases, latest)


def _filters(mentions: list[DateMention]) -> Filters:
    """Days that all times share; none if there are no such days."""
    since = max((m.since for m in mentions if m.since), default=None)
    until = min((m.until for m in mentions if m.until), default=None)
    if since and until and since > until:
        return Filters()
    return Filters(since=since, until=until)


def _latest(typed: Typed) -> Phrase | None:
    asked = typed.reading
    match = LATEST.search(typed.plain)
    of_words = asked.wants is AnswerKind.SAID
    if match is not None and of_words and asked.subject and asked.subject.start <= match.start():
        match = None  # what was said about the latest report
    if match is None and of_words:
        match = RECENCY.search(typed.plain)
    if match is None or (of_words and _within(asked.subject, match.start(), match.end())):
        return None
    return Phrase(match.start(), match.end(), typed.text[match.start() : match.end()])


def _within(phrase: Phrase | None, start: int, end: int) -> bool:
    """Whether words stand inside of a phrase, neither at its beginning nor at its end."""
    return phrase is not None and phrase.start < start and end < phrase.end


def _is_publication(typed: Typed, mention: DateMention, holdings: Holdings) -> bool:
    if _is_of_news(typed, mention):
        return True
    if not mention.deictic and not _is_short(mention, holdings):
        return False
    announced = ANNOUNCED.search(typed.plain) is not None and not mention.exact
    return announced or _is_of_words(typed, mention)


def _is_short(mention: DateMention, holdings: Holdings) -> bool:
    """Whether a time told by calendar is short or open, and some article is from it."""
    since, until = mention.since, mention.until
    short = since is None or until is None or until - since <= MAX_SPOKEN_DAYS
    return short and holdings.any_within(since, until)


def _is_recent(mention: DateMention) -> bool:
    """Whether a time told from today is no longer than a year: what is longer is history."""
    if not mention.deictic or mention.since is None or mention.until is None:
        return False
    return (mention.until - mention.since).days <= MAX_NEWS_DAYS


def _is_of_news(typed: Typed, mention: DateMention) -> bool:
    text = typed.plain
    before, after = text[: mention.phrase.start], text[mention.phrase.end :]
    if PUBLISHED_WORKS.search(text):
        return False
    if _is_recent(mention) and HAPPENED.search(text):
        return True
    if NEWS_FIRST.search(text) and not typed.is_han:
        return True
    return NEWS_BEFORE.search(before) is not None or NEWS_AFTER.search(after) is not None


def _is_of_words(typed: Typed, mention: DateMention) -> bool:
    """Whether the time says when somebody spoke."""
    text, asked = typed.plain, typed.reading
    start, end = mention.phrase.start, mention.phrase.end
    if asked.wants is not AnswerKind.SAID or not asked.speaker or text[end:].startswith("的"):
        return False
    if typed.is_han:
        return _is_of_words_han(typed, mention)
    subject_start = asked.subject.start if asked.subject else len(text)
    if mention.deictic:
        return not _within(asked.subject, start, end)
    exact = mention.exact and mention.since and mention.until
    if exact or THOUGHT.search(text[: min(start or len(text), subject_start)]):
        return False
    spoken_then = start == 0 or asked.speaker.end <= start < subject_start
    return spoken_then or _ends_plainly(text, start, end, asked.subject)


def _ends_plainly(text: str, start: int, end: int, subject: Phrase | None) -> bool:
    """Whether a time ends the question after a mere name, to which it can't belong."""
    topic = text[subject.start : start] if subject else ""
    at_end = not text[end:].strip(" ?.!")
    return at_end and PLAIN_TOPIC.match(topic) is not None and not DETERMINER.search(topic)


def _is_of_words_han(typed: Typed, mention: DateMention) -> bool:
    start, end, subject = mention.phrase.start, mention.phrase.end, typed.reading.subject
    in_topic = subject is not None and subject.start <= start < subject.end
    if in_topic or (mention.exact and mention.since and mention.until):
        return False
    thinking = [typed.plain.find(word) for word in THINKING_HAN if word in typed.plain]
    return mention.deictic or not thinking or end > min(thinking)
