"""Whose words a question asks for, on what subject, and what kind of answer it wants."""

import re
from dataclasses import dataclass

from rag.kinds import answer_kind, has_han, simplified
from rag.naming import has_name_shape, is_anybody, is_named
from rag.query import AnswerKind, Phrase

__all__ = ["AnswerKind", "Asked", "read_asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of answer wanted; whose words, if anyone's; and what they are to be about.

    `verb_end` is where the words that ask for speech end, if they do.
    """

    wants: AnswerKind
    speaker: Phrase | None
    subject: Phrase | None
    verb_end: int | None


NAME = r"(?P<speaker>[^\s,?!:;()\"“”][^,?!:;()\"“”]{0,79}?)"
ASIDE = r"(?:, [^,?]{1,60},)?"
ADVERB = (
    r"(?:not|also|once|later|actually|recently|really|ever|originally|publicly|else|reportedly"
    r"|first|still)"
)
SAY = (  # verbs that have no other sense than to utter or hold
    r"(?-i:say|think|believe|argue|admit|acknowledge|concede|comment|remark|opine|describe|assert"
    r"|insist|have to say|complain|warn|said|thought)"
)
SAID = r"(?:said|says|thinks|thought|believes|believed|argued|admitted|commented|has said)"
NOTE = r"(?:state|claim|note|suggest|deny|explain|mention|emphasi[sz]e|stress|criticise|criticize|praise|recommend|predict|propose|promise|tell|feel|conclude)"
VIEW = (
    r"(?:views?|opinions?|position|stance|reaction|take|thoughts|assessment|comments?|statements?"
    r"|remarks?|judge?ment|verdict)"
)
ON = r"(?:about|on|of|regarding|concerning|toward|towards|to)"
AUX = r"(?:did|does|do|has|have|had|would|will)"
REST = r"(?P<subject>[^?？]{1,400})?"

ENGLISH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<wh>\b(?:what|how)\s+)?\b{AUX}\s+{NAME}{ASIDE}\s+(?:{ADVERB}\s+)?{SAY}\b(?P<verb>)"
        rf"(?:\s+(?:about|on|of|regarding|concerning|that|as|with)\b)?\s*{REST}",
        rf"\b(?:what|how|why|who)\s+{AUX}\s+{NAME}{ASIDE}\s+(?:{ADVERB}\s+)?(?:{NOTE}|stated|claimed)"
        rf"\b(?P<verb>)(?:\s+(?:about|on|regarding|of|that)\b\s*{REST}|\s*[?]?\s*$)",
        rf"\bwhat\s+(?:is|was|has)\s+{NAME}\s+(?:been\s+)?(?:quoted\s+as\s+)?saying\b(?P<verb>)"
        rf"(?:\s+{ON}\b)?\s*{REST}",
        rf"\bwhat\s+{NAME}\s+(?:{ADVERB}\s+)?{SAID}\b(?P<verb>)\s+(?:about|on|of|regarding)\b\s*{REST}",
        rf"\baccording to\s+{NAME}(?P<verb>)(?=\s*[,?]|\s*$|\s+(?:what|which|who|whom|whose|when"
        r"|where|why|how|did|does|do|is|was|were|are|has|had|can)\b)",
        rf"\b(?:what|which|how)\b[^?]{{0,40}}?\b(?:is|are|was|were|about)\s+{NAME}(?:['’]s|(?<=s)['’])"
        rf"\s+(?:\w+\s+)?{VIEW}\b(?P<verb>)(?:\s+{ON}\b\s*{REST}|\s*\??\s*$)",
        rf"\bin\s+{NAME}['’]s?\s+(?:view|opinion)\b(?P<verb>)",
        rf"\b{VIEW}\s+(?:of|by|from)\s+{NAME}(?P<verb>)\s+(?:about|on|regarding|towards?)\s+{REST}",
        rf"\b(?:quotes?|words|statements?|comments?|remarks?)\s+(?:by|from|of)\s+{NAME}(?P<verb>)"
        rf"(?:\s+(?:about|on|regarding)\s+{REST}|\s*\??\s*$)",
    )
)
SAGTE = (
    r"(?:sagten?|sagt|sagen|meinten?|meint|meinen|denkt|denken|dachten?|glaubt|glauben|glaubten?"
    r"|behaupteten?|behauptet|kritisierten?|kritisiert|erklärten?|erklärt|hält|hielt|betonten?"
    r"|betont|erwiderten?|entgegneten?|äußerten?)"
)
GESAGT = r"(?:gesagt|gemeint|geäußert|erklärt|behauptet|gedacht|geglaubt|gehalten|kritisiert|betont|zugegeben|eingeräumt)"
UEBER = r"(?:über|ueber|zu|zum|zur|von|vom|bezüglich|gegenüber)"
MEINUNG = r"(?:Meinung|Ansicht|Haltung|Position|Einschätzung|Auffassung|Sicht|Urteil|Reaktion)"
GERMAN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:was|wie|warum|wieso|weshalb)\s+{SAGTE}(?:\s+sich)?\s+{NAME}(?P<verb>)"
        rf"(?:\s+(?:noch|dazu|darüber|eigentlich))*(?:,?\s+(?:{UEBER}|dass|wenn)\b\s*{REST}|\s*\??\s*$|,)",
        rf"\b(?:hat|haben|habe|hatten?|soll)\s+(?:sich\s+)?{NAME}(?P<verb>)(?:\s+sich)?\s+{UEBER}\s+"
        rf"(?P<subject>[^?,]{{1,200}}?)\s+{GESAGT}\b",
        rf"\bwas\s+(?:hat|haben|hatten?)\s+{NAME}(?P<verb>)\s+(?:noch\s+|dazu\s+|darüber\s+)?{GESAGT}\b",
        rf"\bwas\s+{NAME}(?P<verb>)\s+{UEBER}\s+(?P<subject>[^?,]{{1,200}}?)\s+{SAGTE}\b",
        rf"\bwie\s+(?:steht|stand)\s+{NAME}(?P<verb>)\s+(?:zu|zum|zur)\s+{REST}",
        rf"\b(?:laut|nach (?:Ansicht|Meinung|Angaben|Auffassung|Einschätzung) (?:von|der|des))\s+"
        rf"(?-i:(?P<speaker_2>(?:(?:de[mrns]|die|das)\s+)?[A-ZÄÖÜ0-9][\w.&’'-]{{0,40}}"
        rf"(?:\s+(?:von|van|de|und|für|[A-ZÄÖÜ0-9][\w.&’'-]{{0,40}})){{0,5}}))(?P<verb>)",
        rf"(?-i:(?P<speaker_2>[A-ZÄÖÜ0-9][\w.&’'-]{{0,40}}(?:\s[A-ZÄÖÜ0-9][\w.&’'-]{{0,40}}){{0,4}}))"
        rf"\s+zufolge\b(?P<verb>)",
        rf"\b(?:was|wie)\s+(?:ist|war|lautet|lautete)\s+(?:die\s+|der\s+)?{MEINUNG}\s+(?:von|des|der)\s+"
        rf"{NAME}(?P<verb>)\s+(?:zu|zum|zur|über)\s+{REST}",
        rf"\bwelche\s+{MEINUNG}\s+(?:hat|hatte|vertritt|vertrat)\s+{NAME}(?P<verb>)\s+"
        rf"(?:zu|zum|zur|über|von)\s+{REST}",
        rf"\b(?:was|wie)\s+(?:ist|war|lautet)\s+(?-i:(?P<speaker_2>[A-ZÄÖÜ][\w-]{{1,40}}"
        rf"(?:\s[A-ZÄÖÜ][\w-]{{1,40}}){{0,3}}))s\s+{MEINUNG}(?P<verb>)\s+(?:zu|zum|zur|über)\s+{REST}",
        rf"^(?:sagte|sagt|glaubt|meint|behauptet|bestritt|dementierte)\s+{NAME}(?P<verb>),?\s+dass\s+{REST}",
        rf"\bwie\s+(?:beschrieb|beschreibt|bewertet|bewertete|beurteilt|beurteilte|bezeichnet"
        rf"|bezeichnete|findet|fand|kommentiert|kommentierte|sieht)\s+(?-i:(?P<speaker_2>"
        rf"[A-ZÄÖÜ][\w-]{{1,40}}(?:\s[A-ZÄÖÜ][\w-]{{1,40}}){{0,3}}(?=\s+(?:de[rn]|die|das|sein|ihr|ein))"
        rf"|[A-ZÄÖÜ][\w-]{{1,40}}(?=\s+[A-ZÄÖÜ][\w-]{{1,40}}(?:\s[\d.]+)?\s*\??\s*$)))(?P<verb>)\s+{REST}",
    )
)
WHO = r"(?:[^，,？?]{1,15}[上中里]\s?(?=[A-Za-z]))?(?P<speaker>[^\s，,。？！?!：；、《》“”][^，,。？！?!：；、《》“”]{0,19}?)"
LOOK = (
    r"(?:怎么看待?|如何看待?|怎样看待?|怎么评价|如何评价|怎样评价|怎么评论|如何评论|怎么想|怎么说的?|如何描述|怎么描述|如何形容"
    r"|怎么形容|作何评价|有何评[价论]|有何看法|有何想法|有什么看法|有什么评[价论]|有什么想法|有什么观点|有什么意见|是什么看法|持什么[态立][度场]"
    r"|是什么态度|[的]?(?:看法|观点|评价|态度|意见|立场|说法)(?:是什么|如何|怎么样|是怎样的)|说了些?什么|说过些?什么|说什么|表达了什么)"
)
TELL = r"(?:(?<!来)说|说了|说过|还说了?|表示了?|讲了|谈了|承认了?|提到了?|指出了?|强调了?|否认了?|透露了?|认为|觉得|(?<![别史又简俗自尊通总全名人宣合统])称|主张(?!为)|相信|评论了?)"
ASKING = r"(?:什么|哪|谁|怎|如何|为何|多少|几|吗|是否|何)"
ORGANISATION = r"(?:证券|公司|集团|大学|学院|法院|部|局|委员会|银行|研究所|研究院|机构|政府|协会|团队|组织|基金会|科技|杂志|日报|时报)"
CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[，,。：:\s])(?:请问)?(?:关于|对于|针对|就|在谈到|谈到)(?P<subject>[^，,？?]{{1,60}}?)(?:问题)?[，,]\s*"
        rf"{WHO}\s*(?P<verb>)(?:{LOOK}|{TELL}(?:些)?什么)",
        rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:是)?(?:对于|对|针对|就|关于)\s*(?P<subject>[^，,？?]{{1,60}}?)\s*"
        rf"(?P<verb>){LOOK}",
        rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:是)?(?P<verb>)(?:怎么看待?|如何看待?|怎样看待?|怎么评价|如何评价|怎样评价"
        r"|如何描述|怎么描述|如何形容|怎么形容|如何评论)\s*(?P<subject>[^，,？?]{1,60}?)(?:的)?\s*[？?]?\s*$",
        rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:都|还|曾)?(?P<verb>){TELL}(?:了|些)*(?:什么|哪些|啥)",
        rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:都|还|曾)?(?P<verb>)(?:认为|觉得|主张(?!为)|相信|指出|声称)"
        rf"(?P<subject>[^？?]{{0,60}}?)(?={ASKING})",
        rf"(?:^|[，,。：:\s])(?:请问)?(?:(?:为什么|为何){WHO}|(?P<speaker_2>[^，,？?]{{1,20}}?)(?:为什么|为何))(?P<verb>)"
        rf"(?:会|要|曾)?(?:认为|觉得|表示|主张|相信|指出|声称|(?<!来)说)\s*(?P<subject>[^？?]{{1,100}})",
        rf"(?:^|[，,。：:\s])(?:根据|据|按照|依照|依){WHO}\s*(?P<verb>)(?:的(?:说法|看法|观点|介绍|意见)|所说|所言|称|介绍|透露|表示|指出)",
        rf"(?:^|[，,。：:\s])(?:根据|据|按照)(?P<speaker>[^，,。？?《》]{{0,12}}{ORGANISATION})(?P<verb>)[，,]",
        rf"(?:^|[，,。：:\s]){WHO}的(?P<verb>)(?:看法|观点|评价|立场)(?:是什么|如何)",
    )
)
UNTOLD = frozenset((AnswerKind.MANNER, AnswerKind.OTHER, AnswerKind.DEFINITION, AnswerKind.LIST))
"""Kinds that a question for somebody's words would pass for, by its question word alone."""
TOLD_BY = re.compile(r"according|laut|nach |in |根据|据|按照|依|.*zufolge$", re.IGNORECASE)
GERMAN_NAME = re.compile(
    r"(?:(?:der|die|das|dem|den|des)\s+)?[A-ZÄÖÜ][^\s]*"
    r"(?:\s+(?:von|van|de|und|für|der|des|zu)(?=\s+[A-ZÄÖÜ])|\s+(?!(?:19|20)\d\d\b)[A-ZÄÖÜ0-9][^\s]*)*"
)


def read_asked(question: str, language: str) -> Asked:
    """Read the speaker, the subject and the kind of answer out of a question's wording.

    >>> asked = read_asked("What did Ada Byron say about the engine?", "en")
    >>> asked.wants.value, asked.speaker.text, asked.subject.text
    ('said', 'Ada Byron', 'the engine')
    """
    wants = answer_kind(question, language)
    for rule in _rules_for(question, language):
        match = rule.search(simplified(question))
        speaker = match and _speaker(question, match)
        if not match or speaker is None:
            continue
        named = is_named(speaker.text, question)
        if not named and not is_anybody(speaker.text):
            continue
        if wants in UNTOLD and _asks_for_words(match):
            wants = AnswerKind.SAID
        subject = _phrase(question, match, "subject")
        return Asked(wants, speaker if named else None, subject, match.end("verb"))
    return Asked(wants, None, None, None)


def _asks_for_words(match: re.Match[str]) -> bool:
    """Whether the words themselves are wanted, not a fact that somebody told."""
    if "wh" in match.re.groupindex and match["wh"] is None:
        return False
    return TOLD_BY.match(match.group().lstrip("，,。：: ")) is None


def _speaker(question: str, match: re.Match[str]) -> Phrase | None:
    phrase = _phrase(question, match, "speaker") or _phrase(question, match, "speaker_2")
    if phrase is None or not has_name_shape(phrase.text):
        return None
    return phrase if match.re not in GERMAN else _german_name(phrase)


def _german_name(phrase: Phrase) -> Phrase:
    """Cut adverbs and years off the end of a name: "Ada Byron gestern"."""
    name = GERMAN_NAME.match(phrase.text)
    text = name.group().rstrip() if name else phrase.text
    return Phrase(phrase.start, phrase.start + len(text), text)


def _rules_for(question: str, language: str) -> tuple[re.Pattern[str], ...]:
    if has_han(question):
        return CHINESE
    return {"de": GERMAN, "en": ENGLISH}.get(language, ENGLISH + GERMAN)


def _phrase(question: str, match: re.Match[str], group: str) -> Phrase | None:
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    start, end = match.span(group)
    text = question[start:end]
    start += len(text) - len(text.lstrip(" \t\n，,：:"))
    end -= len(text) - len(text.rstrip(" \t\n.？?，,"))
    return Phrase(start, end, question[start:end]) if start < end else None
