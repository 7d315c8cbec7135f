"""Who speaks in an English sentence."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rag.claims import QUOTE, Claim, Reference, Token, word_set

__all__ = ["claims_en"]


# Verbs whose subject speaks, whatever follows.
SPEAKING = word_set(
    """
    said says say told tells tell admitted admits claimed argued argues explained  explains
    predicted predicts warned warns insisted insists stressed stresses noted acknowledged
    acknowledges conceded concedes confirmed confirms emphasized emphasised emphasizes
    emphasises  commented comments remarked remarks  believes believed believe thinks think
    reckons reckoned announced announces suggested proposed proposes wrote writes tweeted
    described  describes recalled recalls complained complains joked declared declares
    revealed disclosed stated  lamented laments summarized summarised summarizes summarise
    summarize estimated estimates expects  hopes fears doubts denied denies forecast concluded
    mentioned pointed boasted boast boasts asserted  contended maintained quipped cautioned
    clarified reiterated urged praised  criticised criticized speculated testified called
    calls accused agreed agrees disagrees floated
    """
)
# Verbs that report speech only with "that", a quotation, or as an aside between commas.
REPORTING = word_set(
    """
    found finds holds held shows showed feels felt sees saw maintains thought considers
    considered  suggests suggest notes states claims reports reported reveals hoped feared
    doubted expect expected  answered asked puts put concludes continued went observed
    observes knows realised realized contends  asserts claim argue warn admit note report
    predict hope fear acknowledge learned indicates  wondered added adds replied replies
    countered responded
    """
)
# The same verbs as participles after a comma: the sentence's own subject speaks.
PARTICIPLES = word_set(
    """
    saying adding stating noting claiming arguing stressing warning explaining insisting
    """
)
# With a "not" these still tell what somebody holds; the others tell that nothing was said.
OPINIONS = word_set(
    """
    believe believes think thinks expect expects hope agree agrees fear say says see claim
    doubt
    """
)
FINITE = word_set("is was are were be been being gets got has had have")
MODALS = word_set(
    """
    may might could would should will can must to shall cannot if never wouldn't let
    """
)
AUXILIARIES = word_set(
    """
    has have had having also then further once recently later even again now still  already
    just first often once both all therefore thus
    """
)
NEGATIONS = word_set(
    """
    not didn't doesn't don't hasn't haven't hadn't never
    """
)
BEING = word_set(
    """
    is was are were be been being gets got
    """
)
# After these words a clause is part of another: its speaker isn't the sentence's.
EMBEDDING = word_set(
    """
    that whom which what if whether because than where how why whose unless until  when after
    before although though since while whereas
    """
)
LINKING = word_set(
    """
    but and yet so as then however although though while nor or
    """
)
PREPOSITIONS = word_set(
    """
    in on at after before during by with for since from of under over through  about against
    between to into within without like unlike despite per near  behind amid among given via
    based as
    """
)
NOBODY = word_set(
    """
    it this that there these those which what who one nobody everyone everybody someone
    somebody  anybody anyone we i you us something nothing none much many more most here word
    name him me  them it's whoever other others
    """
)
DETERMINERS = word_set(
    """
    the a an its their his her our another one this that
    """
)
POSSESSIVES = {"his": Reference.HE, "her": Reference.SHE, "their": Reference.THEY}
PRONOUNS = {"he": Reference.HE, "she": Reference.SHE, "they": Reference.THEY}
COMPANIES = word_set(
    """
    company firm group studio startup start-up agency bank brokerage broker ministry  maker
    makers developer publisher giant outlet organisation organization
    """
)
TEAMS = word_set(
    """
    team lab unit crew division department
    """
)
ROLES = word_set(
    """
    ceo cto cfo coo chief president vice-president chairman chairwoman chair founder
    co-founder  cofounder director analyst lawyer producer professor editor spokesman
    spokeswoman spokesperson  executive manager researcher engineer investor partner minister
    author creator entrepreneur  filmmaker artist scientist economist dr mr mrs ms prof sir
    boss head officer developer chef consultant adviser advisor lecturer journalist critic expert
    designer
    screenwriter actor actress mayor senator
    """
)
PEOPLE = ROLES | word_set(
    """
    analysts lawyers experts insiders researchers officials critics creators users netizens
    people  executives producers directors founders entrepreneurs economists engineers
    scientists artists  investors employees staff authors observers regulators studios
    companies reader veteran  speaker editors filmmakers professionals student students
    teacher
    """
)
# What a person or an organisation gives out: whose it is speaks, not the paper.
PAPERS = word_set(
    """
    report reports study data survey figures statement statements analysis note comment post
    research  paper estimate estimates calculation calculations statistics forecast numbers
    blog account  announcement interview poll review count tally records
    """
)
MEDIA = word_set(
    """
    media press sources newspaper magazine reuters bloomberg afp dpa ap rumours rumors news
    insiders outlets reports
    """
)
# An organisation's name goes on after these with "of"; a person's ends before it.
BODIES = word_set(
    """
    association bank university academy institute council ministry department bureau office
    chamber federation union society house league guild museum school college board commission
    court centre center city state government
    """
)
CORPORATE = word_set(
    """
    inc corp ltd group ag gmbh
    """
)
MAX_PHRASE = 14  # words of a subject
MAX_ASIDE = 28  # words between the commas of an apposition
DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april  may
    june july august september october november december today yesterday
    """
)


def claims_en(words: Sequence[Token]) -> Iterator[Claim]:
    """Speakers of the main clauses of a sentence, in the order of their verbs."""
    for at, word in enumerate(words):
        rule = RULES.get(word.lower)
        if rule is not None:
            yield from rule(words, at)


def _is_idiom(words: Sequence[Token], at: int) -> bool:
    """`made it clear`, `made clear`, `let it be known`."""
    following = " ".join(word.lower for word in words[at + 1 : at + 4])
    return following.startswith(("it clear", "clear", "it be known", "it plain", "plain"))


def _idiom(words: Sequence[Token], at: int) -> Iterator[Claim]:
    phrase = _subject(words, at) if _is_idiom(words, at) else None
    if phrase is not None:
        yield _claim(phrase, words[at])


def _lower(words: Sequence[Token], at: int) -> str:
    return words[at].lower if 0 <= at < len(words) else ""


def _claim(phrase: "Phrase", at: Token, *, bare: bool = False) -> Claim:
    start, end, reference, hearsay = phrase
    return Claim(start, end, at.start, reference, bare, hearsay)


Phrase = tuple[int, int, Reference, bool]


def _verb(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X said`, `X, the founder of Y, said`, `said X`."""
    verb = words[at]
    phrase = _inverted(words, at)
    if phrase is not None:
        yield _claim(phrase, verb, bare=_starts_with_quote(words))
        return
    if verb.lower in REPORTING and not _reports(words, at):
        return
    if verb.lower in {"called", "described", "accused"} and _lower(words, at + 1) in {"by", "as"}:
        return
    phrase = _subject(words, at)
    if phrase is not None:
        yield _claim(phrase, verb, bare=_bare(words, at))
    elif _lower(words, at - 1) in {"and", "but"}:
        yield from _first_phrase(words, at)


def _starts_with_quote(words: Sequence[Token]) -> bool:
    return words[0].text == QUOTE


def _reports(words: Sequence[Token], at: int) -> bool:
    if words[at].lower in {"expect", "expects"} and _lower(words, at - 1) in NEGATIONS:
        return True
    after = _lower(words, at + 1)
    if after in {"that", QUOTE, ":"} or (after == "," and _lower(words, at + 2) == QUOTE):
        return True
    if after == "it" and _lower(words, at + 2) in {QUOTE, "this", ","}:
        return True
    subject = _lower(words, at - 1)
    aside = after in {",", "."} or at + 1 == len(words)
    comma = any(_lower(words, at - back) == "," for back in (2, 3, 4, 5))
    return aside and comma and subject not in NOBODY


def _bare(words: Sequence[Token], at: int) -> bool:
    """Whether the sentence holds nothing but who said it, and to whom."""
    after = [word for word in words[at + 1 :] if word.word or word.text == QUOTE]
    listener = words[at].lower in {"told", "tells"} and len(after) <= 5  # noqa: PLR2004
    if any(word.text == QUOTE for word in words):
        return False
    no_content = not after or (
        listener and not any(word.lower in EMBEDDING | {"to", "him", "them"} for word in after)
    )
    before = sum(word.word for word in words[:at])
    return no_content and before <= MAX_PHRASE and words[at].lower in SPEAKING


def _inverted(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the subject that follows its verb, as in `…, said X`."""
    if words[at].lower not in {
        "said",
        "says",
        "added",
        "wrote",
        "replied",
        "admits",
        "explained",
        "argued",
        "argues",
        "adds",
        "writes",
        "warned",
        "recalled",
    }:
        return None
    before = at - 1
    if before >= 0 and words[before].text in {",", QUOTE}:
        end = _phrase_end(words, at + 1)
        boundary = _lower(words, end)
        if end > at + 1 and boundary in {
            "",
            ",",
            ".",
            ";",
            QUOTE,
            ":",
            "(",
            "who",
            "in",
            "at",
            "on",
        }:
            by_quote = words[before].text == QUOTE or _lower(words, before - 1) == QUOTE
            if by_quote or boundary in {"", ",", ".", ";"}:
                return _phrase(words[at + 1 : end])
    return None


def _phrase_end(words: Sequence[Token], at: int) -> int:
    """Where a noun phrase that begins at `at` ends, exclusive."""
    stops = EMBEDDING | {"who", "is", "was", "has", "had", "said", "and", "as", "in", "on", "at"}
    end = at
    while end < len(words) and end - at < MAX_PHRASE:
        word = words[end]
        if not word.word or (word.lower in stops and not _joins_names(words, end)):
            break
        end += 1
    return end


def _joins_names(words: Sequence[Token], at: int) -> bool:
    joins = words[at].lower in {"and", "at"} and 0 < at < len(words) - 1
    return joins and words[at - 1].capital and words[at + 1].capital


def _subject(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the subject to the left of the verb at `at`, if its clause is a main clause."""
    end = _before_adverbs(words, at)
    if end is None or end < 0:
        return None
    if words[end].text == ")":
        end = _opening(words, end, "(") - 1
    aside = end >= 0 and words[end].text == ","
    if aside:
        named = _name_as_aside(words, end)
        if named is not None:
            return named
        end = _before_aside(words, end)
    elif end >= 0 and words[end].lower == "who":
        end -= 2 if _lower(words, end - 1) == "," else 1
        if end < 0 or not words[end].capital:
            return None
    if end < 0:
        return None
    start = _phrase_start(words, end)
    boundary = _lower(words, start - 1)
    if boundary in EMBEDDING and not _opens_sentence(words, start, end):
        return None
    return _phrase(words[start : end + 1], named_only=aside)


def _opens_sentence(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether the embedding word is the sentence's last link: `…, while X said`."""
    linked = _lower(words, start - 1) in {"while", "though", "although", "whereas", "until"}
    return linked and _lower(words, start - 2) == "," and end >= start


def _before_adverbs(words: Sequence[Token], at: int) -> int | None:
    """Find the last word before adverbs and auxiliaries; `None` if nothing is claimed."""
    negated = False
    at_verb, verb = at, words[at].lower
    at -= 1
    while at >= 0 and words[at].word:
        lower = words[at].lower
        if lower in MODALS or (lower in BEING and verb != "saying"):
            return None
        if lower in NEGATIONS:
            negated = True
        elif not (
            lower in AUXILIARIES
            or lower in {"do", "does", "did", "clearly"}
            or (lower.endswith("ly") and len(lower) > 4 and not words[at].capital)  # noqa: PLR2004
        ):
            break
        at -= 1
    if negated and (verb not in OPINIONS or verb == "say" or _lower(words, at_verb - 1) == "never"):
        return None
    return at


def _opening(words: Sequence[Token], at: int, sign: str) -> int:
    while at >= 0 and words[at].text != sign:
        at -= 1
    return at


def _before_aside(words: Sequence[Token], at: int) -> int:
    """Find the word before the apposition that ends with the comma at `at`, or -1."""
    back = at - 1
    while back > 0 and at - back < MAX_ASIDE:
        if words[back].text in {QUOTE, ";", ":", "."}:
            return -1
        if words[back].text == "," and _is_aside(words[back + 1 : at]):
            return back - 1 if words[back - 1].text != ")" else _opening(words, back - 1, "(") - 1
        back -= 1
    return -1


def _name_as_aside(words: Sequence[Token], at: int) -> Phrase | None:
    """Find the name in `his producer, Zofia Maj, said`, whose second comma is at `at`."""
    start = at
    while start > 0 and words[start - 1].capital and words[start - 1].word:
        start -= 1
    if start in {at, 0} or words[start - 1].text != "," or _lower(words, start - 2) not in ROLES:
        return None
    return _phrase(words[start:at])


def _is_aside(words: Sequence[Token]) -> bool:
    """Whether words between commas describe a name: a role, or a relative clause."""
    if not words:
        return False
    first = words[0].lower
    if first in {"who", "whom", "whose", "which", "himself", "herself"}:
        return True
    if first in {"a", "an", "the", "its", "their", "now", "formerly", "head", "managing", "one"}:
        return True
    return any(word.lower in ROLES for word in words[:6]) or first.isdigit()


def _phrase_start(words: Sequence[Token], end: int) -> int:
    start = end
    while start > 0 and end - start < MAX_PHRASE:
        word = words[start - 1]
        if not word.word and word.text not in {"'", "’", "&", ".", '"', "“", "”"}:
            break
        if word.text == "." and not words[start - 2].capital:
            break
        if word.lower in EMBEDDING or (
            word.lower in LINKING and not _joins_names(words, start - 1) and word.lower != "as"
        ):
            if word.lower == "and" and _joined_nouns(words, start - 1):
                start -= 1
                continue
            break
        if word.lower == "as" and start - 1 != 0:
            break
        start -= 1
    return start


def _joined_nouns(words: Sequence[Token], at: int) -> bool:
    """Whether an "and" stands inside of a noun phrase: founder and chairman of X."""
    return at > 0 and words[at - 1].lower in PEOPLE


def _phrase(words: Sequence[Token], *, named_only: bool = False) -> Phrase | None:
    """Find the name in a noun phrase, or what it refers back to."""
    words = _without_opening(words)
    if not words:
        return None
    first, last = words[0], words[-1]
    if len(words) == 1 and last.lower in PRONOUNS:
        return first.start, last.end, PRONOUNS[last.lower], False
    if last.lower in NOBODY or any(word.lower in FINITE for word in words):
        return None
    if last.capital:
        return _paper(words) or _named_phrase(words)
    nameless = named_only and not any(word.capital for word in words)
    return _paper(words) or (None if nameless else _described(words))


def _without_opening(words: Sequence[Token]) -> Sequence[Token]:
    """Find the phrase without link words and adverbs before it."""
    while words and (
        words[0].lower in LINKING
        or words[0].lower in AUXILIARIES - {"all", "both", "first"}
        or words[0].lower in DAYS
        or not words[0].word
        or (
            words[0].lower.endswith("ly")
            and len(words) > 1
            and not words[1].lower.endswith("'s")
            and words[0].lower
            in {
                "recently",
                "previously",
                "similarly",
                "finally",
                "privately",
                "reportedly",
                "only",
                "nearly",
                "actually",
                "notably",
            }
        )
    ):
        words = words[1:]
    return words


def _named_phrase(words: Sequence[Token]) -> Phrase | None:
    """Find the last run of capitals, or all of `a spokesman for X`."""
    start = len(words) - 1
    while start > 0 and _continues_name(words, start - 1):
        start -= 1
    start += _n_role_words(words[start:])
    before = words[:start]
    if before and before[-1].lower == "the" and len(before) > 1:
        before = before[:-1]
    if before and before[-1].lower in PREPOSITIONS:
        of_whom = [word for word in before[:-1] if word.lower not in DETERMINERS]
        if of_whom and of_whom[-1].capital and of_whom[-1].lower not in ROLES:
            return _named_phrase(before[:-1])
        return _head_with_name(words, before)
    name = words[start:]
    if name[0].lower in DETERMINERS | NOBODY and len(name) > 1:
        name = name[1:]
    if name[0].lower in NOBODY | DETERMINERS | DAYS | PREPOSITIONS or len(name) > 7:  # noqa: PLR2004
        return None
    hearsay = any(word.lower in MEDIA for word in name)
    return name[0].start, _end(name[-1]), Reference.NAME, hearsay


def _continues_name(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if word.lower.endswith(("'s", "’s")):
        return False
    if word.capital or word.text == "&":
        return (
            word.lower not in DETERMINERS and word.lower not in PREPOSITIONS
        ) or word.text.isupper()
    joining = word.lower in {"of", "and", "de", "von", "van", "der", "la", "del", "bin", "&", "for"}
    if not joining or at == 0 or not words[at - 1].capital:
        return False
    if word.lower in {"of", "for"}:
        return words[at - 1].lower in BODIES
    return words[at - 1].lower not in DETERMINERS


def _n_role_words(run: Sequence[Token]) -> int:
    """How many words of a run of capitals come before the name proper: OpenAI CEO Sam Altman."""
    for at in range(len(run) - 2, -1, -1):
        if run[at].lower in ROLES:
            return at + 1
    return 0


def _head_with_name(words: Sequence[Token], before: Sequence[Token]) -> Phrase | None:
    """Take `a spokesman for X` whole; in `On Monday in Berlin X` nobody has been found."""
    if any(word.lower in PEOPLE | COMPANIES | TEAMS for word in before):
        if words[0].lower in PREPOSITIONS:
            return None
        return words[0].start, _end(words[-1]), Reference.NAME, False
    return None


def _paper(words: Sequence[Token]) -> Phrase | None:
    """Whose report, data or statement it is."""
    lowers = [word.lower for word in words]
    head = next(
        (at for at, word in enumerate(words) if word.lower in PAPERS and not word.capital), None
    )
    if head is None:
        return None
    if lowers[0] in POSSESSIVES and head <= 3:  # noqa: PLR2004
        return words[0].start, words[head].end, POSSESSIVES[lowers[0]], False
    if any(lower in MEDIA - {"reports"} for lower in lowers):
        return words[0].start, words[-1].end, Reference.NAME, True
    return _owner(words, lowers, head)


def _owner(words: Sequence[Token], lowers: Sequence[str], head: int) -> Phrase | None:
    """Find X in `X's report`, `a report by X` and `the X report`, whose noun is at `head`."""
    owner = [at for at in range(head) if lowers[at].endswith(("'s", "’s"))]
    if owner:
        return _phrase(words[: owner[-1] + 1])
    for at in range(head + 1, len(words) - 1):
        if lowers[at] in {"from", "by", "of"} and words[-1].word:
            return _phrase(words[at + 1 :])
    before = words[head - 1] if head else None
    if before is not None and before.capital and head == len(words) - 1:
        return None if before.lower in DETERMINERS else _named_phrase(words[:head])
    return None


def _described(words: Sequence[Token]) -> Phrase | None:
    """Find a speaker without a name: `the Steam Engine team`, `some lawyers`, `the company`."""
    lowers = [word.lower for word in words]
    if lowers[0] in POSSESSIVES or lowers[0] in {"its", "my", "our", "your", "whose"}:
        return None
    heads = {lower for lower in lowers if lower in PEOPLE | COMPANIES | TEAMS}
    if not heads or lowers[0] in PREPOSITIONS:
        return None
    start, end = words[0].start, _end(words[-1])
    named = any(word.capital for word in words[1:]) or (
        words[0].capital
        and lowers[0] not in DETERMINERS | {"some", "several", "one", "many"}
        and lowers[0] not in PEOPLE
    )
    if not named and lowers[0] == "the" and len(words) <= 3:  # noqa: PLR2004
        head = lowers[-1]
        reference = (
            Reference.TEAM
            if head in TEAMS
            else Reference.COMPANY
            if head in COMPANIES
            else Reference.EITHER
            if head in ROLES
            else Reference.NAME
        )
        return start, end, reference, False
    return start, end, Reference.NAME, any(lower in MEDIA for lower in lowers)


def _end(word: Token) -> int:
    """Find the end of a name without its possessive s."""
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end


def _saying(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`X supports this view, saying that …`."""
    if at and words[at - 1].lower in {",", "and", "interview"}:
        yield from _first_phrase(words, at)


def _first_phrase(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """Find the phrase that a sentence begins with, if it names somebody."""
    if any(word.lower in SPEAKING for word in words[:at]):
        return
    first = next((i for i, word in enumerate(words) if word.word and word.lower not in LINKING), at)
    if _lower(words, first) in PREPOSITIONS:
        comma = next((i for i in range(first, at - 1) if words[i].text == ","), at)
        first = comma + 1
    end = first
    while end < at and (
        words[end].capital
        or words[end].lower
        in PAPERS | PEOPLE | COMPANIES | TEAMS | DETERMINERS | {"research", "from", "of"}
    ):
        end += 1
    if any(word.lower in {"who", "which", "that", "whom"} for word in words[first:at]):
        return
    if end >= at or end == first or words[end].lower.endswith("'s"):
        return
    phrase = _phrase(words[first:end])
    if phrase is not None:
        yield _claim(phrase, words[at])


def _according_to(words: Sequence[Token], at: int) -> Iterator[Claim]:
    if _lower(words, at + 1) == "to":
        yield from _according(words, at, at + 2)


def _according(words: Sequence[Token], at: int, start: int) -> Iterator[Claim]:
    end = _phrase_end(words, start)
    phrase_words = words[start:end]
    if not phrase_words:
        return
    head = phrase_words[-1]
    if phrase_words[0].lower in POSSESSIVES and len(phrase_words) > 1:
        phrase = (phrase_words[0].start, head.end, POSSESSIVES[phrase_words[0].lower], False)
    elif not head.capital and any(w.lower.endswith(("'s", "’s")) for w in phrase_words):
        phrase_or_none = _paper(phrase_words) or _described(phrase_words)
        if phrase_or_none is None:
            return
        phrase = phrase_or_none
    else:
        phrase_or_none = _phrase(phrase_words)
        if phrase_or_none is None:
            return
        phrase = phrase_or_none
    hearsay = phrase[3] or any(word.lower in MEDIA for word in phrase_words)
    yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _statements(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`Based on the statements of X, …`."""
    if _lower(words, at + 1) != "on":
        return
    end = _phrase_end(words, at + 2)
    if any(word.lower in {"statements", "comments", "remarks"} for word in words[at + 2 : end]):
        yield from _according(words, at, at + 2)


def _in_the_words_of(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """`In X's words, …`, `in the view of X, …`."""
    if _lower(words, at + 1) == "of":
        if _lower(words, at - 1) == "the" and _lower(words, at - 2) == "in":
            yield from _according(words, at, at + 2)
        return
    start = at
    while start > 0 and words[start - 1].lower != "in" and at - start < 6:  # noqa: PLR2004
        start -= 1
    if _lower(words, start - 1) != "in" or start == at:
        return
    if words[start].lower in POSSESSIVES:
        yield Claim(
            words[start].start, words[at].end, words[at].start, POSSESSIVES[words[start].lower]
        )
    elif words[at - 1].lower.endswith(("'s", "’s")):
        phrase = _phrase(words[start:at])
        if phrase is not None:
            yield _claim(phrase, words[at])


def _comment(words: Sequence[Token], at: int) -> Iterator[Claim]:
    """Find X in `A comment from X …: "…"`."""
    if _lower(words, at + 1) not in {"from", "by"} or not any(word.text == QUOTE for word in words):
        return
    end = _phrase_end(words, at + 2)
    phrase = _phrase(words[at + 2 : end])
    if phrase is not None:
        yield _claim(phrase, words[at])


RULES: Final[dict[str, Callable[[Sequence[Token], int], Iterator[Claim]]]] = {
    **dict.fromkeys(SPEAKING | REPORTING, _verb),
    **dict.fromkeys(PARTICIPLES, _saying),
    **dict.fromkeys(("made", "makes", "let"), _idiom),
    **dict.fromkeys(("words", "view", "opinion", "eyes"), _in_the_words_of),
    **dict.fromkeys(("comment", "remark", "reply", "verdict", "answer"), _comment),
    "according": _according_to,
    "based": _statements,
}
