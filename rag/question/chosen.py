"""Which articles are asked about, where they themselves are: by outlet, author, language or day."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.authors import author_in
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.outlets import LEADING, outlet_in
from onrecord.rag.question.query import DateMention, Filters, Phrase
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.tongues import read_language
from onrecord.rag.question.typed import Typed

__all__ = ["chosen_articles", "is_imprint", "left_out"]


def is_imprint(text: str, holdings: Holdings, aliases: Aliases) -> bool:
    """Whether a text is the name of an outlet or an author, and nothing else.

    >>> nobody, post = Aliases.from_groups({}), Holdings(outlets=("The Mill Post",))
    >>> is_imprint("the mill post?", post, nobody), is_imprint("mill post sale", post, nobody)
    (True, False)
    """
    n_letters = sum(map(str.isalnum, LEADING.sub("", text.strip())))
    outlets, authors = (  # a name is written in twice as many letters at most, as Gross is for Groß
        [each for each in names if 2 * len(each) >= n_letters]
        for names in (holdings.outlets, holdings.authors)
    )
    named = outlet_in(text, outlets) or author_in(text, authors)
    if named is None or aliases.name(named[0]) in aliases.kinds:
        return False
    rest = text.replace(named[1].text, "", 1)
    return not any(map(str.isalnum, LEADING.sub("", f"{rest.strip()} ")))


def chosen_articles(
    typed: Typed, mentions: Sequence[DateMention], holdings: Holdings, aliases: Aliases
) -> tuple[Filters, Phrase | None]:
    """Read which articles are meant, and on what; whatever the question names is a filter.

    They are on a name as a whole.
    """
    text, subject = _kept(typed), _whole(typed, aliases)
    outlet = outlet_in(text, holdings.outlets)
    author = None if outlet else author_in(text, holdings.authors)
    tongue = read_language(text, holdings.languages)
    if tongue and subject and tongue[1].text in subject.text and tongue[1].text != subject.text:
        tongue = None  # German films, in whatever articles
    times = [each for each in mentions if each.since or each.until]
    filters = Filters(
        outlets=(outlet[0],) if outlet else (),
        authors=(author[0],) if author else (),
        languages=(tongue[0],) if tongue else (),
    )
    if times:
        filters = replace(filters, since=times[0].since, until=times[0].until)
    taken = [words for each in (outlet, author) if each for words in (each[0], each[1].text)]
    taken += [each.phrase.text for each in times] + ([tongue[1].text] if tongue else [])
    is_apart = subject and not any(
        each.casefold() in subject.text.casefold() or subject.text.casefold() in each.casefold()
        for each in taken
    )
    return filters, subject if is_apart else None


def left_out(typed: Typed, holdings: Holdings) -> tuple[tuple[Filters, ...], tuple[str, ...]]:
    """Read which articles are not meant: by outlet, author or language, or by what they name."""
    imprints, names = list[Filters](), list[str]()
    for each in typed.reading.without:
        if outlet := outlet_in(each.text, holdings.outlets):
            imprints.append(Filters(outlets=(outlet[0],)))
        elif author := author_in(each.text, holdings.authors):
            imprints.append(Filters(authors=(author[0],)))
        elif tongue := read_language(each.text, holdings.languages):
            imprints.append(Filters(languages=(tongue[0],)))
        else:
            names.append(each.text)
    return tuple(imprints), tuple(names)


def _kept(typed: Typed) -> str:
    """Give a question with blanks for what it leaves out."""
    text = typed.text
    for each in typed.reading.without:
        text = text[: each.start] + " " * len(each.text) + text[each.end :]
    return text


def _whole(typed: Typed, aliases: Aliases) -> Phrase | None:
    """Give the name in which the subject lies, or else the subject."""
    subject = typed.reading.subject
    for name in name_terms(typed.text, typed.language, aliases) if subject else ():
        start = typed.text.find(name)
        if subject and start <= subject.start and subject.end <= start + len(name):
            return Phrase(start, start + len(name), name)
    return subject
