"""Whether whoever is asked about is whoever speaks."""

import re
from collections.abc import Iterator

from onrecord.corpus import Speaker
from onrecord.corpus.languages.script import HAN
from onrecord.corpus.speech.claims import word_set
from onrecord.rag.names.aliases import Aliases, key
from onrecord.rag.names.offices import Office, read_office

__all__ = ["matches"]

CJK = re.compile(f"[{HAN}]")
LATIN_WORD = re.compile(r"[^\W_]+(?:[-.&][^\W_]+)*")
MAX_MENTIONS = 40  # of one name in an article that are looked at
IN_BRACKETS = re.compile(r"[（(）)]")
AROUND = 60  # code points on either side of a name in which it is introduced

# Who speaks for an organisation, and who is only named after one.
_ROLE_EN = (
    r"(?:chief|ceo|cto|cfo|coo|co-?founders?|founders?|president|vice[- ]president|vp|"
    r"chair(?:man|woman|person)?|directors?|"
    r"managing director|head|executives?|spokes(?:man|woman|person)|general manager|manager|"
    r"officer|research(?:er)?|scientist|"
    r"chief executive|boss|lawyer|analysts?|engineers?|partner|editor|producer|team|unit|lab|"
    r"management)"
)
_ROLE_DE = (
    r"(?:\w*chef(?:in)?|\w*gründer(?:in)?|vorstand\w*|\w*sprecher(?:in)?|"
    r"geschäftsführer(?:in)?|\w*direktor(?:in)?|vizepräsident(?:in)?|"
    r"präsident(?:in)?|\w*leiter(?:in)?|\w*analyst(?:in)?|team|produzent(?:in)?|"
    r"\w*forscher(?:in)?|\w*manager(?:in)?)"
)
ROLE = rf"(?:{_ROLE_EN}|{_ROLE_DE})"
ROLE_ZH = (
    r"(?:联合创始人|创始人|創辦人|董事长|董事長|副总裁|總裁|总裁|首席[^，。的]{1,4}官|CEO|CTO|总经理|经理|负责人|合伙人|分析师|"
    r"发言人|發言人|主席|律师|研究员|制片人|高管|主管|工程师|团队|團隊|方面|官方|公司|集团|集團|掌门人|总监|专家|研报|报告)"
)
OUTSIDER = re.compile(
    r"\b(?:former|formerly|ex|rivals?|competitors?|critics?|opponents?|customers?|users?|fans?|"
    r"shareholders?|investors?|ehemalige\w*|"
    r"früher\w*|konkurrent\w*|rival\w*|kritiker\w*|kund\w*|nutzer\w*)\b|(?<!目)前(?!端)|对手|對手|用户|"
    r"客户|批评者|竞争|投资者|离职",
    re.IGNORECASE,
)
CORPORATE = word_set(
    """
    inc corp corporation ltd limited group ag gmbh se plc platforms holdings co company
    """
)


def matches(asked: str, speaker: Speaker, aliases: Aliases) -> bool:
    """Whether `speaker` is whom the question names, or speaks for the organisation it names.

    The article is consulted for how it introduces the speaker: a person speaks for an
    organisation when the article gives them a role there, which being its critic is not.
    """
    phrase = speaker.text
    if not key(asked) or not key(phrase):
        return False
    for form in _forms(asked):
        office = read_office(form)
        if office and matches(office.organisation, speaker, aliases):
            return _holds(office, speaker)
        if _is_the_one(form, speaker, aliases):
            return True
    return False


def _forms(asked: str) -> list[str]:
    """Give a name, and both names of one that has another in brackets."""
    return [asked, *filter(key, IN_BRACKETS.split(asked))] if IN_BRACKETS.search(asked) else [asked]


def _holds(office: Office, speaker: Speaker) -> bool:
    """Whether the article gives the speaker this office."""
    if office.called.search(speaker.text):
        return True
    around = _surroundings(_bare(speaker.text), speaker)
    return any(office.called.search(side) for sides in around for side in sides)


def _is_the_one(asked: str, speaker: Speaker, aliases: Aliases) -> bool:
    phrase = speaker.text
    return (
        aliases.same(_bare(asked), _bare(phrase))
        or _same_person(asked, speaker)
        or _speaks_for(asked, phrase, aliases)
        or _is_introduced(asked, speaker, aliases)
        or _team_of(asked, speaker, aliases)
    )


def _bare(phrase: str) -> str:
    """Find a phrase without its article and its company's legal form."""
    words = phrase.split()
    if len(words) > 1 and words[0].casefold() in {
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "ein",
        "eine",
    }:
        words = words[1:]
    while len(words) > 1 and words[-1].casefold().strip(".,") in CORPORATE - {"company"}:
        words = words[:-1]
    return " ".join(words)


def _latin(name: str) -> list[str]:
    return [key(word) for word in LATIN_WORD.findall(name)]


def _same_person(asked: str, speaker: Speaker) -> bool:
    """Find a surname, or the first name of a Chinese one, for the full name the article has."""
    ours, theirs = _latin(_bare(asked)), _latin(_bare(speaker.text))
    if CJK.search(asked) or CJK.search(speaker.text) or not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    if len(short) != 1 or len(long) not in {2, 3, 4} or not _is_name(asked, speaker):
        return False
    if short[0] == long[-1] and not _is_group(long):
        return _only_one(short[0], long, speaker)
    alone = re.search(rf"\b(?i:{re.escape(short[0])})\b(?! [A-ZÀ-Þ])", speaker.article.text)
    return short[0] == long[0] and len(long) == 2 and _is_surname_first(long) and bool(alone)  # noqa: PLR2004


def _is_name(asked: str, speaker: Speaker) -> bool:
    """Whether the longer of two phrases is written as a name: capitals only."""
    longer = max((_bare(asked), _bare(speaker.text)), key=lambda name: len(name.split()))
    words = longer.split()
    return longer == _bare(asked) or all(
        word[0].isupper() or word in {"von", "van", "de"} for word in words
    )


_GROUP_WORDS = word_set(
    """
    team securities app times daily bank group engine index store university research studios
    media labs capital
    """
)


def _is_group(words: list[str]) -> bool:
    return words[-1] in _GROUP_WORDS


def _is_surname_first(words: list[str]) -> bool:
    """Whether a name looks Chinese in Latin letters, surname first: Ding Yi."""
    return words[0] in _SURNAMES


_SURNAMES = word_set(
    """
    bai cai cao chen cheng cui dai deng ding dong du duan fan fang feng fu gao gong gu guo han
    hao he hou hu huang jia jiang jin  kong lai lei li liang liao lin liu long lu luo lv ma
    mao meng pan peng qian qin qiu ren shao shen shi song su sun tan tang tao  tian wan wang
    wei wen wu xia xiao xie xiong xu xue yan yang yao ye yin yu yuan zeng zhang zhao zheng
    zhong zhou zhu zou
    """
)


def _only_one(surname: str, full: list[str], speaker: Speaker) -> bool:
    """Whether nobody else of that surname stands in the article."""
    pattern = rf"\b([A-ZÀ-Þ][\w'’\-]+) {re.escape(surname)}\b"
    firsts = {
        match.group(1).casefold()
        for match in re.finditer(pattern, speaker.article.text, re.IGNORECASE)
        if match.group(1)[0].isupper()
    }
    others = {
        first
        for first in firsts
        if first not in full and not re.fullmatch(ROLE, first, re.IGNORECASE)
    }
    own_first = full[-2]
    return own_first in firsts or not others or len(_latin(speaker.text)) > 1


def _speaks_for(asked: str, phrase: str, aliases: Aliases) -> bool:
    """Find `the Baidu Steam Engine team`, `Baidu's vice-president`, `百度一位副总裁` for Baidu."""
    if OUTSIDER.search(phrase):
        return False
    for start, end in _occurrences(asked, phrase, aliases):
        before, after = phrase[:start], phrase[end:]
        if CJK.match(phrase[start]) or CJK.search(after):
            if not before.strip() and re.search(ROLE_ZH + r"$", after.strip()):
                return True
            continue
        if re.search(rf"(?:^|\b){ROLE}s?$", after.strip(" '’s-"), re.IGNORECASE) or (
            not before.strip(" thea") and after.strip(" .").casefold() in CORPORATE
        ):
            return not before.strip() or before.strip().casefold() in {
                "the",
                "a",
                "an",
                "one",
                "der",
                "die",
                "das",
                "ein",
                "eine",
            }
        if re.search(
            rf"{ROLE}s?(?: (?:of|at|for|from|von|bei|der|des))(?: the)?$",
            before.strip(),
            re.IGNORECASE,
        ):
            return not after.strip()
    return False


def _occurrences(asked: str, text: str, aliases: Aliases) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text, in any of its forms."""
    own = aliases.name(asked)
    found = (
        [(each.start, each.end) for each in aliases.find(text) if each.name == own]
        if aliases.possible((own,), text)
        else []
    )
    if not found:
        edge = "" if CJK.search(asked) else r"\b"
        spelled = r"[ \-]?".join(map(re.escape, asked.split()))
        found = [
            match.span() for match in re.finditer(f"{edge}{spelled}{edge}", text, re.IGNORECASE)
        ]
    yield from found[:MAX_MENTIONS]


def _is_introduced(asked: str, speaker: Speaker, aliases: Aliases) -> bool:
    """Whether the article gives the speaker a role at the organisation asked about."""
    name = _bare(speaker.text)
    if aliases.kinds.get(aliases.name(asked)) == "people":
        return False
    return any(
        _is_role_before(asked, before, aliases) or _is_role_after(asked, after, aliases)
        for before, after in _surroundings(name, speaker)
    )


def _surroundings(name: str, speaker: Speaker) -> Iterator[tuple[str, str]]:
    """Find what stands before and after each mention of a name, or of a name that ends with it."""
    text = speaker.article.text
    edge = "" if CJK.search(name) else r"\b"
    for n, match in enumerate(re.finditer(edge + re.escape(name) + edge, text)):
        if n >= MAX_MENTIONS:
            return
        start, end = match.span()
        before = re.split(r"[.。!！?？;；\n]\s", text[max(0, start - AROUND) : start])[-1]
        after = re.split(r"[.。!！?？;；\n]", text[end : end + AROUND + 40])[0]
        if not CJK.search(name) and " " not in name:
            before = re.sub(r"[A-ZÀ-Þ][\w'’\-]+ $", "", before)
        yield before, after


def _is_role_before(asked: str, before: str, aliases: Aliases) -> bool:
    """`Baidu CEO X`, `OpenAI's chief executive, X`, `Baidu-Chef X`, `百度创始人X`."""
    for start, end in _occurrences(asked, before, aliases):
        between = before[end:]
        if OUTSIDER.search(between) or OUTSIDER.search(before[max(0, start - 12) : start]):
            continue
        if re.fullmatch(
            rf"(?:'s|’s)?[\s\-]*(?:\w+[\s\-]){{0,3}}{ROLE}(?: (?:and|und) {ROLE})?,? ?",
            between,
            re.IGNORECASE,
        ):
            return True
        if re.fullmatch(rf"[^，。,]{{0,12}}{ROLE_ZH}[、及和]?(?:{ROLE_ZH})?[“]?", between):
            return True
        head = before[:start]
        if re.search(
            rf"\b{ROLE} (?:of|at|for|von|bei|der|des)(?: the)? ?$", head, re.IGNORECASE
        ) and not between.strip(" ,"):
            return True
    return False


def _is_role_after(asked: str, after: str, aliases: Aliases) -> bool:
    """`X, CEO of Baidu`, `X, who founded Baidu`, `X von der Agentur Y`, `X，百度创始人`."""
    for start, end in _occurrences(asked, after, aliases):
        between = after[:start]
        if OUTSIDER.search(between):
            continue
        if re.fullmatch(
            rf",? ?(?:the |a |an |der |die |das |ein |"
            rf"eine )?(?:[\w\-]+ ){{0,3}}{ROLE}(?:[ ,]+(?:and |und )?(?:[\w\-]+ )?{ROLE})*"
            r" (?:of|at|for|from|with|von|bei|der|des|beim)(?: the| der| dem| des)? ?(?:[\w\-]+ )?",
            between,
            re.IGNORECASE,
        ):
            return True
        if re.fullmatch(
            r",? ?(?:who|der|die) (?:founded|runs|heads|leads|leitet|gründete|führt|(?:founded|"
            r"runs) and \w+)(?: [\w\-]+){0,3} (?:at |bei )?",
            between,
        ):
            return True
        if re.fullmatch(r" (?:of|from|von|von der \w+|bei) (?:the )?(?:\w+ )?", between):
            return True
        if between in {"，", ",", "（", ", "} and re.match(
            rf"[^，。,]{{0,6}}{ROLE_ZH}", after[end:]
        ):
            return True
        if between in {", ", " ("} and re.match(
            rf"(?:'s|’s)?[ \-](?:\w+ )?{ROLE}\b", after[end:], re.IGNORECASE
        ):
            return True
    return False


TEAM = re.compile(r"^(?:the |das |die )?(.+?)(?:[- ]?(?:team|lab|unit)|团队|團隊)$", re.IGNORECASE)


def _team_of(asked: str, speaker: Speaker, aliases: Aliases) -> bool:
    """Find `the Steam Engine team` for Baidu, where the article calls Steam Engine Baidu's."""
    found = TEAM.match(speaker.text)
    if found is None or aliases.kinds.get(aliases.name(asked)) in {"people", "things"}:
        return False
    product = re.escape(found.group(1).removeprefix("behind "))
    text = speaker.article.text
    if CJK.search(product):
        joints = r"(?:的|[^，。\n]{0,8}?[“「]?)[^，。\n]{0,8}?"
    else:
        joints = (
            r"(?:['’]s?)? (?:[\w\-]+ ){0,4}|"
            r"[^.\n]{0,50}? (?:its|ihr|sein)e?[nrms]? (?:[\w\-]+ ){0,5}"
        )
    for start, end in _occurrences(asked, text, aliases):
        if not OUTSIDER.search(text[max(0, start - 12) : start]) and re.match(
            rf"(?:{joints})[“\"„]?{product}", text[end : end + 120], re.IGNORECASE
        ):
            return True
    return False
