"""How English, German and Chinese ask for what somebody said: patterns, the likeliest first.

Each captures `speaker` (or `speaker_2`), where it can `subject`, and, empty, the end of the `verb`.
Every run of words is bounded, so that no question takes long.
"""

import re

from onrecord.corpus.languages.patterns import late_pattern

__all__ = ["CHINESE", "ENGLISH", "GERMAN"]

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
NOTE = (
    r"(?:state|claim|note|suggest|deny|explain|mention|emphasi[sz]e|stress|criticise|criticize"
    r"|recommend|predict|propose|promise|tell|feel|conclude)"
)
VIEW = (
    r"(?:views?|opinions?|position|stance|reaction|take|thoughts|assessment|comments?|statements?"
    r"|remarks?|judge?ment|verdict)"
)
ON = r"(?:about|on|of|regarding|concerning|toward|towards|to)"
AUX = r"(?:did|does|do|has|have|had|would|will)"
REST = r"(?P<subject>[^?？]{1,400})?"

ENGLISH = tuple(
    late_pattern(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"(?P<wh>\b(?:what"
            rf"|how)\s+)?\b{AUX}\s+{NAME}{ASIDE}\s+(?:{ADVERB}\s+)?{SAY}\b(?P<verb>)"
            rf"(?:\s+(?:about|on|of|regarding|concerning|that|as|with)\b)?\s*{REST}"
        ),
        (
            rf"\b(?:what|how|why|who)\s+{AUX}\s+{NAME}{ASIDE}\s+(?:{ADVERB}\s+)?(?:{NOTE}|stated"
            rf"|claimed)"
            rf"\b(?P<verb>)(?:\s+(?:about|on|regarding|of|that)\b\s*{REST}|\s*[?]?\s*$)"
        ),
        (
            rf"\bwhat\s+(?:is|was|has)\s+{NAME}\s+(?:been\s+)?(?:quoted\s+as\s+)?saying\b(?P<verb>)"
            rf"(?:\s+{ON}\b)?\s*{REST}"
        ),
        (
            rf"\bwhat\s+{NAME}\s+(?:{ADVERB}\s+)?{SAID}\b(?P<verb>)\s+(?:about|on|of"
            rf"|regarding)\b\s*{REST}"
        ),
        (
            rf"\baccording to\s+{NAME}(?P<verb>)(?=\s*[,?]|\s*$|\s+(?:what|which|who|whom|whose"
            rf"|when"
            r"|where|why|how|did|does|do|is|was|were|are|has|had|can)\b)"
        ),
        (
            rf"\b(?:what|which|how)\b[^?]{{0,40}}?\b(?:is|are|was|were|about)\s+{NAME}(?:['’]s"
            rf"|(?<=s)['’])"
            rf"\s+(?:\w+\s+)?{VIEW}\b(?P<verb>)(?:\s+{ON}\b\s*{REST}|\s*\??\s*$)"
        ),
        rf"\bin\s+{NAME}['’]s?\s+(?:view|opinion)\b(?P<verb>)",
        rf"\b{VIEW}\s+(?:of|by|from)\s+{NAME}(?P<verb>)\s+(?:about|on|regarding|towards?)\s+{REST}",
        (
            rf"\b(?:quotes?|words|statements?|comments?|remarks?)\s+(?:by|from"
            rf"|of)\s+{NAME}(?P<verb>)"
            rf"(?:\s+(?:about|on|regarding)\s+{REST}|\s*\??\s*$)"
        ),
    )
)
SAGTE = (
    r"(?:sagten?|sagt|sagen|meinten?|meint|meinen|denkt|denken|dachten?|glaubt|glauben|glaubten?"
    r"|behaupteten?|behauptet|kritisierten?|kritisiert|erklärten?|erklärt|hält|hielt|betonten?"
    r"|betont|erwiderten?|entgegneten?|äußerten?)"
)
GESAGT = (
    r"(?:gesagt|gemeint|geäußert|erklärt|behauptet|gedacht|geglaubt|gehalten|kritisiert"
    r"|betont|zugegeben|eingeräumt)"
)
UEBER = r"(?:über|ueber|zu|zum|zur|von|vom|bezüglich|gegenüber)"
MEINUNG = r"(?:Meinung|Ansicht|Haltung|Position|Einschätzung|Auffassung|Sicht|Urteil|Reaktion)"
GERMAN = tuple(
    late_pattern(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"\b(?:was|wie|warum|wieso|weshalb)\s+{SAGTE}(?:\s+sich)?\s+{NAME}(?P<verb>)"
            rf"(?:\s+(?:noch|dazu|darüber|eigentlich))*(?:,?\s+(?:{UEBER}|dass|wenn)\b\s*{REST}"
            rf"|\s*\??\s*$|,)"
        ),
        (
            rf"\b(?:hat|haben|habe|hatten?"
            rf"|soll)\s+(?:sich\s+)?{NAME}(?P<verb>)(?:\s+sich)?\s+{UEBER}\s+"
            rf"(?P<subject>[^?,]{{1,200}}?)\s+{GESAGT}\b"
        ),
        (
            rf"\bwas\s+(?:hat|haben|hatten?)\s+{NAME}(?P<verb>)\s+(?:noch\s+|dazu\s+"
            rf"|darüber\s+)?{GESAGT}\b"
        ),
        rf"\bwas\s+{NAME}(?P<verb>)\s+{UEBER}\s+(?P<subject>[^?,]{{1,200}}?)\s+{SAGTE}\b",
        rf"\bwie\s+(?:steht|stand)\s+{NAME}(?P<verb>)\s+(?:zu|zum|zur)\s+{REST}",
        (
            r"\b(?:laut|nach (?:Ansicht|Meinung|Angaben|Auffassung|Einschätzung) (?:von|der"
            r"|des))\s+"
            r"(?-i:(?P<speaker_2>(?:(?:de[mrns]|die|das)\s+)?[A-ZÄÖÜ0-9][\w.&’'-]{0,40}"
            r"(?:\s+(?:von|van|de|und|für|[A-ZÄÖÜ0-9][\w.&’'-]{0,40})){0,5}))(?P<verb>)"
        ),
        (
            r"(?-i:(?P<speaker_2>[A-ZÄÖÜ0-9][\w.&’'-]{0,40}(?:\s[A-ZÄÖÜ0-9][\w.&’'-]{0,40}){0,4}))"
            r"\s+zufolge\b(?P<verb>)"
        ),
        (
            rf"\b(?:was|wie)\s+(?:ist|war|lautet|lautete)\s+(?:die\s+|der\s+)?{MEINUNG}\s+(?:von"
            rf"|des|der)\s+"
            rf"{NAME}(?P<verb>)\s+(?:zu|zum|zur|über)\s+{REST}"
        ),
        (
            rf"\bwelche\s+{MEINUNG}\s+(?:hat|hatte|vertritt|vertrat)\s+{NAME}(?P<verb>)\s+"
            rf"(?:zu|zum|zur|über|von)\s+{REST}"
        ),
        (
            rf"\b(?:was|wie)\s+(?:ist|war|lautet)\s+(?-i:(?P<speaker_2>[A-ZÄÖÜ][\w-]{{1,40}}"
            rf"(?:\s[A-ZÄÖÜ][\w-]{{1,40}}){{0,3}}))s\s+{MEINUNG}(?P<verb>)\s+(?:zu|zum|zur"
            rf"|über)\s+{REST}"
        ),
        (
            rf"^(?:sagte|sagt|glaubt|meint|behauptet|bestritt"
            rf"|dementierte)\s+{NAME}(?P<verb>),?\s+dass\s+{REST}"
        ),
        (
            rf"\bwie\s+(?:beschrieb|beschreibt|bewertet|bewertete|beurteilt|beurteilte|bezeichnet"
            rf"|bezeichnete|findet|fand|kommentiert|kommentierte|sieht)\s+(?-i:(?P<speaker_2>"
            rf"[A-ZÄÖÜ][\w-]{{1,40}}(?:\s[A-ZÄÖÜ][\w-]{{1,40}}){{0,3}}(?=\s+(?:de[rn]|die|das|sein"
            rf"|ihr|ein))"
            rf"|[A-ZÄÖÜ][\w-]{{1,40}}(?=\s+[A-ZÄÖÜ][\w-]{{1,40}}(?:\s[\d.]+)?\s*\??\s*$)))(?P<verb>)\s+{REST}"
        ),
    )
)
WHO = (
    r"(?:[^，,？?]{1,15}[上中里]\s?(?=[A-Za-z]))?(?P<speaker>[^\s，,。？！?!：；、《》“”]"
    r"[^，,。？！?!：；、《》“”]{0,19}?)"
)
LOOK = (
    r"(?:怎么看待?|如何看待?|怎样看待?|怎么评价|如何评价|怎样评价|怎么评论|如何评论|怎么想"
    r"|怎么说的?|如何描述|怎么描述|如何形容"
    r"|怎么形容|作何评价|有何评[价论]|有何看法|有何想法|有什么看法|有什么评[价论]|有什么想法"
    r"|有什么观点|有什么意见|是什么看法|持什么[态立][度场]"
    r"|是什么态度|[的]?(?:看法|观点|评价|态度|意见|立场|说法)(?:是什么|如何|怎么样|是怎样的)"
    r"|说了些?什么|说过些?什么|说什么|表达了什么)"
)
TELL = (
    r"(?:(?<!来)说|说了|说过|还说了?|表示了?|讲了|谈了|承认了?|提到了?|指出了?|强调了?|否认了?"
    r"|透露了?|认为|觉得|(?<![别史又简俗自尊通总全名人宣合统])称|主张(?!为)|相信|评论了?)"
)
ASKING = r"(?:什么|哪|谁|怎|如何|为何|多少|几|吗|是否|何)"
ORGANISATION = (
    r"(?:证券|公司|集团|大学|学院|法院|部|局|委员会|银行|研究所|研究院|机构|政府|协会"
    r"|团队|组织|基金会|科技|杂志|日报|时报)"
)
CHINESE = tuple(
    late_pattern(pattern)
    for pattern in (
        (
            rf"(?:^|[，,。：:\s])(?:请问)?(?:关于|对于|针对|就|在谈到"
            rf"|谈到)(?P<subject>[^，,？?]{{1,60}}?)(?:问题)?[，,]\s*"
            rf"{WHO}\s*(?P<verb>)(?:{LOOK}|{TELL}(?:些)?什么)"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:是)?(?:对于|对|针对|就"
            rf"|关于)\s*(?P<subject>[^，,？?]{{1,60}}?)\s*"
            rf"(?P<verb>){LOOK}"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:是)?(?P<verb>)(?:怎么看待?|如何看待?"
            rf"|怎样看待?|怎么评价|如何评价|怎样评价"
            r"|如何描述|怎么描述|如何形容|怎么形容"
            r"|如何评论)\s*(?P<subject>[^，,？?]{1,60}?)(?:的)?\s*[？?]?\s*$"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:都|还|曾)?(?P<verb>){TELL}(?:了|些)*(?:什么|哪些"
            rf"|啥)"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:请问)?{WHO}\s*(?:都|还|曾)?(?P<verb>)(?:认为|觉得|主张(?!为)"
            rf"|相信|指出|声称)"
            rf"(?P<subject>[^？?]{{0,60}}?)(?={ASKING})"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:请问)?(?:(?:为什么|为何){WHO}"
            rf"|(?P<speaker_2>[^，,？?]{{1,20}}?)(?:为什么|为何))(?P<verb>)"
            rf"(?:会|要|曾)?(?:认为|觉得|表示|主张|相信|指出|声称"
            rf"|(?<!来)说)\s*(?P<subject>[^？?]{{1,100}})"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:根据|据|按照|依照|依){WHO}\s*(?P<verb>)(?:的(?:说法|看法|观点|介绍"
            rf"|意见)|所说|所言|称|介绍|透露|表示|指出)"
        ),
        (
            rf"(?:^|[，,。：:\s])(?:根据|据"
            rf"|按照)(?P<speaker>[^，,。？?《》]{{0,12}}{ORGANISATION})(?P<verb>)[，,]"
        ),
        rf"(?:^|[，,。：:\s]){WHO}的(?P<verb>)(?:看法|观点|评价|立场)(?:是什么|如何)",
    )
)
