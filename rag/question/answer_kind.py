"""What kind of answer a question's wording asks for, in English, Chinese and German."""

import re

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.rag.question.query import AnswerKind

__all__ = ["ADDED", "answer_kind", "has_han", "simplified"]

ADDED = " – "
"""Joins an earlier question and the question word that a follow-up adds to it."""

HAN = late_pattern(r"[\u3400-\u9fff]")
SIMPLER = str.maketrans(  # the characters of question words only; one for one, so offsets hold
    "麼麽甚為說對關於據認誰幾裡裏兒個時間樣評價觀點態應稱嗎沒會國縣區號長遠寬論釋談過發話這數"
    "後來從與還週們覺張並針見當報導聞請問講讚開紙寫兩現別專學麗啟達紀視",
    "么么什为说对关于据认谁几里里儿个时间样评价观点态应称吗没会国县区号长远宽论释谈过发话这数"
    "后来从与还周们觉张并针见当报导闻请问讲赞开纸写两现别专学丽启达纪视",
)

Rule = tuple[AnswerKind, re.Pattern[str]]


def _rules(*rules: tuple[AnswerKind, str]) -> tuple[Rule, ...]:
    return tuple((kind, late_pattern(pattern, re.IGNORECASE)) for kind, pattern in rules)


MEASURES = (
    r"(?:percent(?:age)?|proportion|share|number|amount|price|population|age|speed|height|length"
    r"|distance|temperature|sum|fraction|rate)"
)
ENGLISH_PLACES = (
    r"(?:countr(?:y|ies)|cit(?:y|ies)|towns?|places?|locations?|states?|provinces?|count(?:y|ies)"
    r"|villages?|continents?|regions?|platforms?)"
)
ENGLISH_PEOPLE = (
    r"(?:person|people|man|woman|president|king|queen|emperor|author|scientist|minister|ceo"
    r"|founder|director|leader|actor|actress|singer|general|pope)"
)
ENGLISH = _rules(
    (AnswerKind.REASON, r"\b(?:why|how come|for what reason|what (?:is|was) the reason)\b"),
    (AnswerKind.REASON, r"\bwhat (?:caused|causes|led to)\b"),
    (
        AnswerKind.NUMBER,
        (
            r"\bhow (?:many|much|long|old|tall|far|high|large|big|often|fast|deep|heavy|wide"
            r"|expensive)"
            r"\b(?! ago)"
        ),
    ),
    (AnswerKind.NUMBER, rf"\b(?:what|which)(?: (?:is|was|are|were) the)? {MEASURES}\b"),
    (AnswerKind.DATE, r"\b(?:when|how long ago)\b"),
    (AnswerKind.DATE, r"\b(?:what|which) (?:year|date|day|month|centur(?:y|ies)|decade)s?\b"),
    (AnswerKind.PLACE, rf"\bwhere\b|\b(?:what|which) (?:\w+ )?{ENGLISH_PLACES}\b"),
    (AnswerKind.PERSON, rf"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ )?{ENGLISH_PEOPLE}\b"),
    (
        AnswerKind.LIST,
        (
            r"\b(?:what|which) (?:two|three|four|five|six|several|kinds|types)\b"
            r"|\bwhat (?:are|were) (?:some|the (?:two|three|four|five|names|types|kinds"
            r"|\w+[^\Ws]s))\b"
            r"|\b(?:what|which) (?!does\b|was\b|has\b|is\b)(?:\w+ )?(?!does\b|was\b|has\b"
            r"|is\b)[a-z]{2,}[^\Wsiu]s\b(?=\s)"
            r"|^(?:name|list)\b"
        ),
    ),
    (
        AnswerKind.DEFINITION,
        (
            r"\bwhat(?: (?:is|are|was|were)|[’']s) (?![^?]*(?:\b(?:of|in|on|at|by|for|from|with"
            r"|about|it|name|new"
            r"|reported|written|said|to)\b|[’']s\b))(?:an? "
            r"|the )?[^\s?]+(?: [^\s?]+){0,2}\s*\??\s*$"
            r"|\bwhat (?:(?:does|do|did) [^?]{1,60} (?:mean|stand for)"
            r"|does [^?]{1,60} do)\s*\??\s*$"
            r"|\bwhat (?:is|was) meant by\b|^define\b"
        ),
    ),
    (AnswerKind.MANNER, r"\bhow\b"),
    (AnswerKind.OTHER, r"\b(?:what|which)\b"),
    (
        AnswerKind.YES_NO,
        r"^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|may|must)\b",
    ),
)
GERMAN_PLACES = r"(?:Land|Ländern?|Stadt|Städten?|Ort(?:en)?|Region(?:en)?|Staat(?:en)?)"
GERMAN = _rules(
    (AnswerKind.REASON, r"\b(?:warum|wieso|weshalb|weswegen|aus welchem grund)\b"),
    (AnswerKind.REASON, r"\bwas (?:ist|war) der grund\b"),
    (
        AnswerKind.NUMBER,
        (
            r"\bwie ?viele?[rnms]?\b|\bwas kostet(?:e|en)?\b"
            r"|\bwie (?:hoch|groß|lang|lange|alt|weit|schnell|teuer|oft|schwer|tief|breit)\b"
        ),
    ),
    (
        AnswerKind.NUMBER,
        r"\bwelche[rsmn]? (?:anteil|prozentsatz|anzahl|preis|höhe|zahl|summe|länge|größe)\b",
    ),
    (
        AnswerKind.DATE,
        r"\bwann\b|\bwelche[rsmn]? (?:jahr(?:e|en|es)?|datum|tag|monat|jahrhundert|jahrzehnt)\b",
    ),
    (AnswerKind.PLACE, rf"\b(?:wo|wohin|woher)\b|\bwelche[rsmn]? {GERMAN_PLACES}\b"),
    (AnswerKind.PERSON, r"\b(?:wer|wen|wem|wessen)\b|\bwelche[rsmn]? (?:person|mensch)(?:en)?\b"),
    (
        AnswerKind.LIST,
        (
            r"\bwelche (?:zwei|drei|vier|fünf|arten)\b|\bwelche (?:\w+ )?\w+ (?:sind|waren|haben"
            r"|hatten"
            r"|wurden|werden|gibt|gab|können|\w+ten)\b|^(?:nenne|nennen|liste)\b"
        ),
    ),
    (
        AnswerKind.DEFINITION,
        (
            r"\bwas (?:ist|sind|war|waren) (?:ein |eine |der |die "
            r"|das )?[^\s?]+(?: [^\s?]+){0,2}\s*\??\s*$"
            r"|\bwas (?:bedeutet|heißt|versteht man|macht)\b|\bwofür steht\b"
        ),
    ),
    (AnswerKind.OTHER, r"\bwie (?:heißt|heißen|hieß|hießen|lautet|lautete)\b"),
    (AnswerKind.MANNER, r"\b(?:wie|wodurch|auf welche (?:art|weise))\b"),
    (AnswerKind.OTHER, r"\b(?:was|welche[rsmn]?|wo(?:für|mit|von|zu|rin|ran))\b"),
    (
        AnswerKind.YES_NO,
        (
            r"^(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können"
            r"|darf"
            r"|soll|sollte|muss|gibt|gab|stimmt|sagte|sagt|glaubt|meint|will)\b"
        ),
    ),
)
CHINESE = _rules(  # not by place in the question: the first rule that fits
    (
        AnswerKind.REASON,
        r"(?<![视称作成名])为什么|(?:原因|目的)为何|为何(?![？?]?\s*$)|为啥|什么原因|原因(?:是|为)|出于什么",
    ),
    (
        AnswerKind.DATE,
        (
            r"什么时候|何时|什么时间|哪一?[年天日月]|何[年月日]|(?:西元|公元)几年|几世纪|几月|几号|几点"
            r"|哪一?个?(?:年份|年代|世纪|月份|日子)|(?:时间|日期|年份)(?:是|为)"
        ),
    ),
    (
        AnswerKind.NUMBER,
        (
            r"多少|几(?![乎何])|多[大长高久远快重深宽厚老]|百分之|比例(?:是|为)"
            r"|(?:数量|人口|价格|面积|长度|高度|估值)(?:是|为)"
        ),
    ),
    (
        AnswerKind.PLACE,
        (
            r"哪里|哪儿|何处|何地|在哪(?=[？?\s]|$)|什么地方|哪一?[个座些]?(?:国家|城市|地方|省|州|县|地区|洲|国|市"
            r"|平台)"
        ),
    ),
    (AnswerKind.PERSON, r"谁|何人|哪一?位|什么人|哪一?个?人"),
    (AnswerKind.LIST, r"哪些|哪[两几]|列举|列出|分别"),
    (
        AnswerKind.DEFINITION,
        r"^[^的，,]{1,20}是什么[？?]?$|什么是|什么意思|何谓|的?(?:定义|含义)|指的?是什么|有什么用",
    ),
    (
        AnswerKind.YES_NO,
        r"^(?!.*(?:哪|什么|谁|何标|如何|怎)).*(?:吗[？?]?\s*$|是否|有没有|是不是|能否|会不会)",
    ),
    (AnswerKind.MANNER, r"怎么|怎样|如何"),
)
LED_BY = r"(?:(?:in|at|on|by|for|from|to|with)\s)?"
MAIN_CLAUSE = late_pattern(  # "When the war ended, who …": the clause after the comma asks
    rf",\s(?={LED_BY}(?:what|which|who|whom|whose|when|where|why|how|wer|wem|wen|wann|warum|wo|wie"
    r"|welche[rsmn]?)\b)"
    r"|^(?:when|if|while|after|before|since|as|although|in \d{4})\b[^,?]{0,200},\s"
    r"(?=(?:did|does|do|is|was|were|are|has|had)\b)",
    re.IGNORECASE,
)
ASKS_FIRST = late_pattern(rf"^{LED_BY}(?:what|which|who|whom|whose|where|why|how)\b", re.IGNORECASE)


def has_han(text: str) -> bool:
    """Whether there is a Chinese character.

    >>> has_han("可灵 2.0"), has_han("Kling 2.0")
    (True, False)
    """
    return HAN.search(text) is not None


def simplified(text: str) -> str:
    """Write question words in simplified characters; the length stays.

    >>> simplified("為什麼?")
    '为什么?'
    """
    return text.translate(SIMPLER)


def answer_kind(question: str, language: str) -> AnswerKind:
    """Tell from its question words what a question asks for; never `SAID`, which needs a speaker.

    >>> answer_kind("In which year did the mill close?", "en").value
    'date'
    """
    asked = question.rpartition(ADDED)[2].strip()
    if has_han(asked):
        return _first_rule(simplified(asked))
    if not ASKS_FIRST.search(asked):
        asked = MAIN_CLAUSE.split(asked)[-1]
    return _earliest(asked, GERMAN if language == "de" else ENGLISH)


def _first_rule(question: str) -> AnswerKind:
    return next((kind for kind, rule in CHINESE if rule.search(question)), AnswerKind.OTHER)


def _earliest(question: str, rules: tuple[Rule, ...]) -> AnswerKind:
    """Take the question word that stands first; of two at one place, the rule named first."""
    best, best_start = AnswerKind.OTHER, len(question) + 1
    for kind, rule in rules:
        match = rule.search(question)
        if match is not None and match.start() < best_start:
            best, best_start = kind, match.start()
    return best
