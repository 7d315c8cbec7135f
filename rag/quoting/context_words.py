"""Words by which a sentence leans on its neighbours, in English, German and Chinese.

Each pattern is held against the beginning of a sentence, opening marks taken off.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onrecord.corpus.languages.months_and_numbers import month_names
from onrecord.corpus.languages.patterns import late_pattern

__all__ = ["LEANINGS", "Leanings"]


@dataclass(frozen=True, slots=True)
class Leanings:
    """How one language leans on what stands around a sentence.

    Attributes
    ----------
    person, thing, matter
        The sentence looks back: at somebody, at something named, at what was just said.
    names_somebody
        Stands in a sentence that names a person.
    takes_back
        The sentence denies the one before it, or says that it isn't known to be true.
    limits
        It says when, for whom or to what extent the one before it holds.
    supposes
        What follows it is a supposition or a rumour.
    replies
        It is the beginning of an answer to the question before it.
    """

    person: re.Pattern[str]
    thing: re.Pattern[str]
    matter: re.Pattern[str]
    names_somebody: re.Pattern[str]
    takes_back: re.Pattern[str]
    limits: re.Pattern[str]
    supposes: re.Pattern[str]
    replies: re.Pattern[str]


def _any(*patterns: str) -> re.Pattern[str]:
    return late_pattern("|".join(f"(?:{pattern})" for pattern in patterns))


_MONTH = f"(?:{'|'.join(month_names('en'))})"
_WHEN = (
    r"(?:the|that|this|early|late|mid|same|year|month|week|summer|winter|spring|autumn"
    rf"|{_MONTH}|\d{{1,4}}(?:st|nd|rd|th|s)?|AD|BC)"
)
_LEAD = (
    r"(?i:(?:(?:and|but|yet|so|then|later|still|now|today|also|however|eventually|finally|soon"
    r"|meanwhile|nevertheless|nonetheless|moreover|furthermore|additionally|afterwards?"
    r"|ultimately|initially|originally|subsequently|recently|thus|therefore|consequently"
    r"|similarly|likewise|in addition|in fact|as a result|for example|for instance|at first"
    r"|by then|instead|otherwise|according to (?:him|her|them)"
    rf"|(?:in|by|since|from|until|on|during) {_WHEN}(?:[ -]{_WHEN}){{0,3}}),?\s+){{0,2}})"
)
_SO = (
    r"(?:(?:not|also|now|then|still|often|even|very|quite|too|more|less|most|so|far|much|no longer"
    r"|never|only|just|long|always|\w+ly)\s+)*"
)
_EMPTY_IT = (  # it is clear that, it was Newton who, it takes a year to
    r"(?!(?:['’]s|\s+(?:(?:may|might|can|could|must|will|would|should|has|had)\s+(?:be|been|have"
    r" been)|is|was|became|becomes|seems?|seemed|appears?|appeared))\s+"
    rf"{_SO}(?:(?:un)?clear|(?:im)?possible|(?:un)?likely|true|difficult|hard\w*|eas\w+|important"
    r"|(?:un)?necessary|essential|(?:un)?common|rare|(?:un)?usual|typical|time|worth\w*|best"
    r"|better|useful|helpful|good|safe|(?:il)?legal|said|believed|thought|estimated|reported|known"
    r"|hoped|expected|argued|claimed|assumed|suggested|alleged|agreed|decided|announced|found"
    r"|shown|proved|proven|thanks|rumou?red|obvious|evident|interesting|surprising|not\w*|enough"
    r"|sufficient|customary|because|here|there|why|what|who|how|as if|as though|up to|like"
    r"|true|false|in|at|on|under|during|through|from|with|by|for|after|before|when|until)\b"
    r"|\s+(?:is|was)\s+(?!an? )[^,.;]{1,60}?\s(?:who|that|which|where|when|to)\b"
    r"|\s+(?:is|was)\s+an? [^,.;]{1,30}?\s(?:that|to)\b"
    r"|\s+(?:seems?|seemed|appears?|appeared|turns? out|turned out|happens|happened|follows"
    r"|remains|remained|rain\w*|makes sense|comes down|came down|depends|doesn['’]t matter)\b"
    r"|\s+(?:takes|took|costs?|needs?)\s[^.]*?\sto\b)"
)
_COUNT = (
    r"(?i:one|two|three|four|five|six|some|many|most|several|few|none|all|both|neither|either|\d+)"
)
_BE = r"(?:is|are|was|were|has|had|have|will|would|can|could|may|might|does|do|did)"
_NOT_IT = (
    r"(?:wrong|false|untrue|incorrect|inaccurate|nonsense|a myth|a mistake|an error|a hoax"
    r"|unproven|unconfirmed|disputed|denied|misleading"
    r"|(?:simply |just )?not (?:yet )?(?:been )?(?:true|so|correct|right|the case|confirmed"
    r"|proven|certain|known))"
)

ENGLISH = Leanings(
    person=_any(rf"{_LEAD}(?i:he|she|they|his|her|their)\b(?!['’]ll see)"),
    thing=_any(
        rf"{_LEAD}(?i:it){_EMPTY_IT}(?=\b)(?!\w)",
        rf"{_LEAD}(?i:its)\b",
        rf"{_LEAD}(?i:the (?:company|firm|start-?up|agency|studio|couple|pair|duo|latter|former))"
        r"\b(?!['’]s?\b|\s+(?:of|that|which|who|whose|behind|in|with|from|for|at|to)\b|\s[A-Z])",
    ),
    matter=_any(
        rf"{_LEAD}(?i:this)\b(?!\s+(?:year|month|week|morning|afternoon|evening|summer|winter"
        r"|spring|autumn|time|article|page|section|newspaper|reporter|century|decade)\b)",
        rf"{_LEAD}(?i:these)\b(?!\s+days\b)",
        rf"{_LEAD}(?i:those)\s+(?:{_BE}|two|three|four|five|\w+s)\b",
        rf"{_LEAD}(?i:that)(?:['’]s|\s+(?:{_BE}|makes|made|leaves|left|means|meant|explains"
        r"|puts|changed|helped|alone))\b",
        rf"{_LEAD}(?i:such)\b(?!\s+as\b)",
        rf"{_LEAD}(?i:both|neither)\s+{_BE}\b",
        rf"{_COUNT}(?: more)? of (?:them|these|those)\b",
        r"(?:Because of|For|In|After|Before|Since|Despite|Unlike|Like|With|From|Under|Among|Of"
        r"|Through|Without|At) (?:this|that|these|those|them|him)\b"
        r"(?!\s+(?:year|month|week|morning|summer|winter|spring|autumn|time|moment|day|who)\b)",
        r"(?:There|Otherwise|Instead),\s",
    ),
    names_somebody=_any(
        r"(?<=[^.!?…:\s]\s)(?!(?:I|The|A|An|In)\b)[A-Z][\w'’-]+",
        r"(?i:\b(?:man|woman|men|women|boy|girl|king|queen|emperor|pope|people|author|founder"
        r"|president|director|\w+(?:ist|ician|ers|ors|ian)s?)\b)",
        r"^[\"“]?(?!(?:The|An?|In|On|At|By|For|It|This|That|These|Those|There|As|When|While|After"
        r"|Before|If|Since|But|And|With|From|Some|Many|Most|All|One|Two|Three|No|Not)\b)"
        r"[A-Z][\w-]+(?:['’]s)? (?!of\b)",
    ),
    takes_back=_any(
        r"(?i:not so|not true|not any ?more|not quite|far from it|on the contrary|wrong|false)\b",
        rf"(?i:(?:but|however,?|yet|in fact,?|in reality,?)?\s*(?:this|that|it|they|these|both)"
        rf"(?:['’]s| (?:report |claim |rumou?r |story |figure |statement |account )?{_BE})"
        rf"(?: now| later| since| also| been| be| all)*) (?i:{_NOT_IT})\b",
        rf"(?i:(?:but |yet |however, )?(?:it|they|he|she|that|this|these) {_BE}(?: not|n['’]t|nt)"
        r"(?=[.,:;!]))",
        r"(?i:(?:but|however,?|yet) (?:this|that|these) (?:\w+ )?(?:is|was|are|were|has|have)"
        r" (?:not|never|no longer))\b",
        r"(?i:(?:but |however, )?(?:there is|there was|there's) no (?:evidence|proof|truth|basis)"
        r"(?: for (?:this|that|it))?)[.,:;]?$",
        r"(?i:(?:this|that|the) (?:claim|report|rumou?r|story|figure|statement|account)"
        r"[^.]{0,40}\b(?:denied|withdrawn|retracted|corrected|wrong|false|untrue|disputed))\b",
        r"[^.]{1,60}\b(?i:denied|denies|disputes?|disputed|rejected|rejects|retracted|withdrew)"
        r" (?i:this|that|it|the (?:claim|report|rumou?r|story|account)s?)\b",
    ),
    limits=_any(
        r"(?i:(?:but |though |and |however, |albeit )only)\b"
        r"(?!\s(?:\d|an?\b|two|three|four|five|then|now|recently|later))",
        r"Only (?:if|for|with|on condition|where|when)\b(?![^.]*,? (?:did|does|do|was|were|is|are"
        r"|will|would|can|could)\b)",
        r"(?i:(?:but )?(?:provided|providing|on condition|except|excepting|as long as|so long as"
        r"|not for|not in|not if|unless)\b)(?![^.]{0,120},)",
        r"(?i:(?:but |however, )?(?:this|that|it|the (?:offer|rule|limit|ban|price|promise))"
        r" (?:only )?(?:applies|apply|applied|holds|held|counts|goes)(?: only)?"
        r" (?:only|if|when|while|as long|just|solely|unless))\b",
        r"(?i:(?:the|one|there is (?:one|a)|there are) (?:only |one |two )?(?:conditions?|catch"
        r"|exceptions?|caveats?))\b",
    ),
    supposes=_any(
        r"(?:Suppose|Imagine|Assume|Picture|Let us (?:suppose|assume|say)|Let's (?:suppose|assume"
        r"|say))\b",
        r"(?i:(?:a|an|one|another|it is an?|it's an?) (?:\w+ )?(?:rumou?r|myth|misconception|hoax"
        r"|legend))\b",
        r"(?:Rumou?rs?|Legend|Gossip|False reports?)\s(?:claim|say|said|ha[sd]|held|spread)\w*\b",
        r"There (?:is|was|were|are) (?:\w+ )?rumou?rs?\b",
    ),
    replies=_any(r"(?:Yes|No|Because|Nearly|Almost|About|Not|None|Neither|Perhaps|Maybe)\b"),
)

_ZEIT = (
    r"(?:(?:Im|Am|In|Seit|Ab|Bis|Um|Nach|Vor|Zwischen)\s(?:(?:dem|den|der|das|Jahr|Jahre|Anfang"
    r"|Ende|Mitte|Frühjahr|Frühling|Sommer|Herbst|Winter"
    rf"|{'|'.join(month_names('de'))}"
    r"|\d{1,4}\.?)\s)+|\d{4}\s)"
)
_VORFELD = (
    rf"(?:{_ZEIT}|(?:Dann|Später|Zuerst|Zunächst|Danach|Dort|Heute|Jetzt|Bald|Schließlich|Zuletzt"
    r"|Außerdem|Zudem|Auch|Allerdings|Trotzdem|Dennoch|Jedoch|Inzwischen|Damals|Anschließend|Derzeit"
    r"|Daraufhin|Stattdessen|Seitdem|Seither)\s)"
)
_FOLGT = (
    r"(?:ist|war|wäre|sei|hat|hatte|habe|wird|wurde|würde|kann|könnte|konnte|soll|sollte|bedeutet"
    r"|heißt|zeigt|gilt|macht|machte|führt|führte|liegt|lag|reicht|kostet|gelingt|ändert|stimmt"
    r"|sagt|hilft|half|trifft|geschah|geschieht|erklärt|ergab|ergibt|klingt|reichte|galt|sind|waren)"
)
GERMAN = Leanings(
    person=_any(
        r"(?:(?:Und|Aber|Doch|Denn)\s(?:er|sie|ihre?[rnms]?|seine?[rnms]?)"
        r"|Er|Sie|Ihre?[rnms]?|Seine?[rnms]?)\b(?!\s+(?:selbst|oder Nichtsein))",
        rf"{_VORFELD}[a-zäöüß]+\s(?:er|sie)\b",
    ),
    thing=_any(
        r"Es\s(?:kostet|kostete|enthält|enthielt|besteht|bestand|verfügt|verfügte|besitzt|besaß"
        r"|umfasst|umfasste|läuft|lief|bietet|bot|dient|diente|stammt|stammte|gehört|gehörte"
        r"|wiegt|wog|trägt|trug|misst|maß|erhielt|bekam|verbindet|bildet|bildete|gilt|galt)\b",
        r"(?:Das (?:Unternehmen|Start-up|Studio|Paar|Duo)|Die (?:Firma|Behörde|beiden)|Der Konzern)"
        r"\s(?=[a-zäöü])(?!(?:des|der|von|aus|für|in|mit|im|hinter)\b)",
        r"(?:Deren|Dessen)\b",
    ),
    matter=_any(
        r"Dies(?:e[rsnm]?)?\b(?!\s+(?:Woche|Jahr|Monat|Tage|Tagen|Jahres)\b)",
        r"Jene[rsnm]?\b(?!,)",
        rf"(?:(?:Und|Aber|Doch|Denn)\s[Dd]|D)as\s{_FOLGT}\b",
        r"(?:Deshalb|Deswegen|Daher|Darum|Dadurch|Dabei|Dafür|Dagegen|Daran|Darauf|Daraus|Darin"
        r"|Darunter|Davon|Dazu|Hierbei|Hierzu|Hierfür|Dort|Letztere[rsn]?|Erstere[rsn]?"
        r"|Beide|Andernfalls|Sonst|Solche[rnms]?|Zu ihnen|Unter ihnen)\b(?!,)",
        rf"Damit\s(?:{_FOLGT}|[a-zäöüß]+ten?|will|wollen|können|haben)\b",
        r"(?:Eine[rs]?|Zwei|Drei|Vier|Fünf|Einige|Viele|Manche|Mehrere|Keine[rs]?|Die meisten"
        r"|Alle) (?:von ihnen|davon|dieser)\b",
        r"(?:Aus diesem|In diesem|Nach diesem|Mit diesem|Mit dieser|In dieser|Nach dieser|Für diese"
        r"|Trotz dieser|Wegen dieser|Auf diese|Durch diese)[rnms]?\b"
        r"(?!\s+(?:Woche|Jahr|Monat|Sommer|Winter|Herbst|Frühjahr|Tag|Tagen)\b)",
    ),
    names_somebody=_any(r"\w"),
    takes_back=_any(
        r"(?:Doch |Aber )?(?:[Dd]as|[Dd]ies|[Ee]s|[Bb]eides)\s(?:\w+\s){0,2}?(?:stimmt|stimmte"
        r"|trifft|traf|entspricht|entsprach)\s(?:\w+\s){0,3}?nicht\b",
        r"(?:Doch |Aber )?(?:[Dd]as|[Dd]ies|[Ee]s|[Bb]eides)\s(?:ist|war|sei|wurde|hat sich)\s"
        r"(?:\w+\s){0,3}?(?:falsch|unwahr|gelogen|erfunden|widerlegt|unbelegt|ein Irrtum|ein Mythos"
        r"|ein Fehler|Unsinn|(?:nicht|nie) (?:wahr|so|richtig|korrekt|bestätigt|belegt|bewiesen"
        r"|der Fall|gesichert))\b",
        r"(?:Doch |Aber )?(?:[Ss]timmt|[Ww]ahr|[Bb]elegt|[Bb]estätigt|[Rr]ichtig) "
        r"(?:ist|war|wurde)?\s?(?:das|dies|davon)?\s?(?:\w+ ){0,2}nicht",
        r"(?:Falsch|Irrtum|Ein Irrtum|Von wegen|Mitnichten|Weit gefehlt|Keineswegs|Im Gegenteil)\b",
        r"Davon kann (?:\w+ ){0,2}keine Rede sein",
        r"[^.]{1,60}\b(?:bestreitet|bestritt|dementierte|dementiert|widersprach|widerspricht|weist)"
        r"\s(?:das|dies|dem|den|die)\b",
        r"(?:Belege|Beweise) (?:dafür )?(?:gibt|gab|fehlen|fehlten)\b",
    ),
    limits=_any(
        r"(?:(?:Allerdings|Aber|Doch|Jedoch|Und|Dies|Das|Und zwar)\s)(?:(?:gilt|galt|geht|ging)\s"
        r"(?:das |dies )?(?:aber |jedoch |allerdings )?)?nur\b"
        r"(?!\s(?:\d|ein|zwei|drei|vier|fünf|wenige|noch|kurz|selten))",
        r"Nur (?:wenn|falls|für|mit|bei|unter|sofern)\b(?![^.]*,? (?:darf|kann|wird|ist|war))",
        r"(?:Vorausgesetzt|Es sei denn|Außer|Ausgenommen|Voraussetzung|Bedingung|Einzige Bedingung"
        r"|Eine Ausnahme|Ausnahmen?)\b",
        r"(?:Sofern|Solange|Falls)\s[^,.]*\.$",
    ),
    supposes=_any(
        r"(?:Angenommen|Nehmen wir an|Gesetzt den Fall|Stellen (?:wir uns|Sie sich) vor"
        r"|Man stelle sich vor)\b",
        r"(?:Gerüchten? zufolge|Gerüchte (?:besag|behaupt|sag)\w+|Es (?:ist|war) ein (?:\w+ )?"
        r"(?:Gerücht|Irrtum|Mythos|Irrglaube)|Ein (?:\w+ )?(?:Irrtum|Mythos|Irrglaube|Gerücht)"
        r"|Der Legende (?:nach|zufolge))\b",
    ),
    replies=_any(r"(?:Ja|Nein|Weil|Kaum|Fast|Rund|Nicht|Keine[rs]?|Vielleicht|Wohl)\b"),
)

_ZI = r"[0-9〇○一二三四五六七八九十]"
_QIAN = (
    r"(?:(?:但是?|不过|不過|然而|而且?|并且|並且|同时|同時|此外|另外|因此|所以|于是|於是|最终|最終|最后|最後|接着"
    r"|随后|隨後|后来|後來|之后|之後|如今|现在|現在|目前|当时|當時|当年|當年|次年|翌年|同年|不久|同月"
    rf"|{_ZI}{{1,4}}年(?:{_ZI}{{1,2}}月)?(?:{_ZI}{{1,2}}日)?[初底末]?|{_ZI}{{1,2}}月(?:{_ZI}{{1,2}}日)?)"
    r"[，,]?\s?){0,2}"
)
CHINESE = Leanings(
    person=_any(rf"{_QIAN}[他她](?:们|們)?(?![人国國乡鄉山日者杀殺])"),
    thing=_any(
        rf"{_QIAN}(?:它|牠|祂)(?:们|們)?",
        rf"{_QIAN}其(?![实實他它次余餘一二三间間时時])",
        rf"{_QIAN}[该該](?![是不怎如有当當])",
        rf"{_QIAN}公司(?:还|也|则|表示|称|方面|计划|将|此前|随后|于|在|已|還|則|稱|計劃|將|於)",
        rf"{_QIAN}(?:前者|后者|後者|[两兩二]者|双方|雙方|[两兩二三]人(?!份|间|間))",
    ),
    matter=_any(
        rf"{_QIAN}在?[这這](?!时|時|年|天|[几幾两兩]天|[几幾两兩]年|段时|段時|回|个?月|個?月|周|個星期|个星期)",
        rf"{_QIAN}在?那(?:是|里|裡|裏|时|時|些|个|個|一|次|位|场|場|款|家)",
        rf"{_QIAN}此(?:举|舉|事|案|项|項|类|類|种|種|人|书|書|片|法)",
        rf"{_QIAN}(?:对此|對此|为此|為此|由此|如此|据此|據此|正因如此|正因为如此|否则|否則)",
    ),
    names_somebody=_any(r"\w"),
    takes_back=_any(
        r"(?:但是?|然而|不过|不過|可|其实|其實|事实上|事實上)?，?(?:这|這|此|该|該|上述)(?:并|並|一|种|種|个|個|些)?"
        r"[^，。；]{0,10}(?:不属实|不屬實|不实|不實|不是真|非事实|非事實|不是事实|不是事實|不准确|不準確|有误|有誤|错误|錯誤|错的|錯的"
        r"|未经证实|未經證實|未得到证实|未被证实|尚未证实|不成立|站不住|谣言|謠言|误解|誤解)",
        r"(?:但|然而|不过|可|其实|其實)?(?:事实|事實|实际|實際)?(?:并非如此|並非如此|并不是这样|不然|恰恰相反)",
        r"(?:但|然而|不过|這|这)?[^，。]{0,8}(?:尚未|没有|未|沒有)(?:得到|获得|獲得)?(?:任何)?(?:官方)?(?:证实|證實|确认|確認)",
        r"[^，。]{1,16}(?:否认|否認|驳斥|駁斥|反驳|反駁)了?(?:此|这|這|該|该|上述)",
        r"(?:对此|對此)，?[^。]{0,16}(?:否认|否認|驳斥|駁斥|反驳|反駁|辟谣|闢謠)",
        r"(?:错了|不对|不是的|大错特错)[。！]",
    ),
    limits=_any(
        r"(?:但是?|不过|不過|然而|而且|当然|當然)?，?(?:前提(?:条件|條件)?是|条件是|條件是|仅限|僅限|只限|但仅|仅适用|僅適用|只适用|只適用"
        r"|仅对|僅對|只对|只對|例外|唯一的?条件|唯一的?條件)",
        r"(?:但是?|不过|不過|然而)，?(?:这|這|此|该|該)?[^，。]{0,4}(?:只有[^，。]{0,20}才|(?:仅|僅|只)(?:对|對|供|在|限))",
        r"除非[^，]*。$",
    ),
    supposes=_any(
        r"(?:假设|假設|设想|設想|试想|試想|想象一下|想像一下|假定)",
        r"(?:有)?(?:传言|傳言|谣言|謠言|谣传|謠傳|网传|網傳|传闻|傳聞|坊间传|坊間傳)",
        r"[^。]{0,8}(?:误区|誤區|误解|誤解)",
    ),
    replies=_any(r"(?:是的|不是|不会|不會|没有|沒有|因为|因為|不|对|對|将近|將近|大约|大約)"),
)

LEANINGS: Mapping[str, Leanings] = MappingProxyType({"en": ENGLISH, "de": GERMAN, "zh": CHINESE})
