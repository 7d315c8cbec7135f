"""Which words of a question can name somebody who speaks: a person or an organisation."""

import re

from onrecord.corpus.speech.speakers import Kind, kind
from onrecord.rag.question.answer_kind import has_han, simplified

__all__ = [
    "has_name_shape",
    "is_anybody",
    "is_named",
    "is_person_like",
    "is_product_like",
    "is_speaker_like",
]

MAX_NAME_WORDS = 9
MAX_NAME_HAN = 20
PERSON_WORDS = range(2, 4)
"""Words of a person's name; characters, of a Chinese one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRONOUNS = _words(
    "i you we they he she it one him her them me us this that these those who which what "
    "whose anyone everyone everybody anybody nobody somebody someone there ich du wir ihr er "
    "sie es man jemand niemand jeder alle das dies dieser diese wer was"
)
ROLES = _words(
    "court company team agency government ministry minister president chairman chairwoman "
    "ceo spokesperson spokesman spokeswoman firm bank police judge commission council "
    "committee parliament senate union founder director author vp cfo cto mayor chancellor "
    "secretary gericht gerichtshof unternehmen firma konzern team regierung ministerium "
    "minister ministerin präsident präsidentin vorstand chef chefin sprecher sprecherin bank "
    "polizei kommission parlament senat gründer gründerin direktor direktorin autor autorin "
    "bundesregierung bürgermeister bürgermeisterin kanzler kanzlerin vizepräsident"
)
GENERIC = _words(
    "people critics analysts experts users customers scientists researchers observers fans "
    "netizens investors employees politicians economists historians readers viewers doctors "
    "teachers students commentators reviewers officials lawyers others scholars engineers "
    "artists developers journalists citizens companies firms studies theorists philosophers "
    "members residents locals workers parents children women men players linguists leute "
    "menschen kritiker experten nutzer kunden analysten forscher wissenschaftler historiker "
    "ökonomen anleger investoren fachleute beobachter politiker gelehrte bürger ärzte lehrer "
    "schüler studenten künstler entwickler journalisten gegner befürworter kritikern "
    "experten forschern wissenschaftlern historikern nutzern analysten schätzungen"
)
SUBSTANCE = re.compile(r"(?<!regier)(?<!zeit)(?<!stift)(?<!verwalt)(?:ung|ungen|nissen?|weisen?)$")
"""Ends of German nouns for what is told, not for who tells it; some organisations excepted."""
DOCUMENTS = _words(
    "article law treaty treaties act line rule rules plan census study studies book bible "
    "legend poll survey report reports data theory theories estimates estimate constitution "
    "text texts sources source tradition directive research evidence statistics record "
    "records paper papers doctrine section chapter model map figures account accounts "
    "hypothesis definition gesetz vertrag artikel studie bericht umfrage verfassung theorie "
    "daten regel legende bibel buch text texten quelle quellen plan statistik volkszählung "
    "forschung schätzung angaben schätzungen definition tradition überlieferung gesetzes"
)
VAGUE = _words(
    "many some most several various certain few all both any every each other no which what "
    "whom viele einige manche mehrere welche welcher welches welchem welcher andere alle "
    "keine"
)
DETERMINERS = _words(
    "the a an this that its their his her der die das dem den des ein eine einem einer"
)
VAGUE_HAN = re.compile(
    r"^(?:的|有|如果|即|但|而|因|在|由|按|以|从|若|虽)|者$|[中上的]$|重要$|主要$|基本$|(?<![言始责持理])人$|^(?:西方"
    r"|东方|社会|世界)$"
    r"|人们|有人|专家|支持者|专家|学者|网友|用户|大家|很多|许多|一些|一般|普遍|通常|评论家|批评者"
    r"|分析师们|业内|外界|古人|后人"
    r"|什么|哪|谁|怎|何|多少|为什|几[个位]|被|你|我|他|她|它|它们|这|那|研究$|报告$|理论$|学说"
    r"|史料|记载|传说|"
    r"统计|普查|法$|宪法|条$|《|现代|科学家|历史学家|研究者|人士|当时|如今|所$|是否|一$"
)
ANYBODY_HAN = re.compile(
    r"^(?:你|我|他|她|它|大家|谁)们?$|人们|有人|有些人|专家|学者|网友|用户|人士|者$|评论家|分析师"
    r"|哪一?[位个]|科学家|历史学家|业内|外界"
)
BEYOND = _words(
    "that to had has have is was are were be been made make makes feel felt state claim not "
    "which when while they them because if than say said says think believe describe argue"
)
SURNAMES = frozenset(  # the hundred most frequent, which cover most of the people in the news
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文闻"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許葉蘇盧蔣賈鍾姜陸顧龍萬錢湯喬賀賴龔"
)
NAME_WORD = re.compile(r"[^\W_](?:[\w.&’'-]*\w)?", re.UNICODE)
PLURAL_NAME = re.compile(r"(?:ans|ians|ists|ers|crats|eans|tribes|s)$")


def is_named(text: str, question: str) -> bool:
    """Whether `text`, words of `question`, names one that can speak; nobody in general does.

    >>> is_named("Ada Byron", "What did Ada Byron say?")
    True
    >>> is_named("some critics", "What did some critics say?")
    False
    """
    if has_han(text):
        return _is_named_han(text)
    words = NAME_WORD.findall(text)
    lower = [word.lower() for word in words]
    if not 0 < len(words) <= MAX_NAME_WORDS or lower[0] in PRONOUNS | VAGUE:
        return False
    if GENERIC.intersection(lower) or lower[-1] in DOCUMENTS or lower[0] in DOCUMENTS:
        return False
    bare = [word for word in words if word.lower() not in DETERMINERS]
    if not bare or any(word.lower() in DOCUMENTS for word in bare[:2] if len(bare) > 1):
        return False
    if SUBSTANCE.search(bare[0].lower()):
        return False
    return _is_shaped_like_a_name(words, bare, question)


def _is_shaped_like_a_name(words: list[str], bare: list[str], question: str) -> bool:
    if len(bare) < len(words) and len(bare) == 1 and PLURAL_NAME.search(bare[0]):
        return False  # "the Europeans"
    if ROLES.intersection(word.lower() for word in bare):
        return True
    if any(character.isupper() for character in question[1:]):
        return bare[0][0].isupper() and not all(word.isdigit() for word in bare)
    return len(bare) == len(words) and not bare[0].isdigit()


def _is_named_han(text: str) -> bool:
    if len(text) > MAX_NAME_HAN or VAGUE_HAN.search(simplified(text)) is not None:
        return False
    return any(character.isalpha() for character in text)


def is_anybody(text: str) -> bool:
    """Whether `text` stands for people in general, or for one named before: a pronoun.

    >>> is_anybody("many critics"), is_anybody("they"), is_anybody("the law")
    (True, True, False)
    """
    if has_han(text):
        return ANYBODY_HAN.search(simplified(text)) is not None
    lower = [word.lower() for word in NAME_WORD.findall(text)]
    return bool(lower) and (lower[0] in PRONOUNS | VAGUE or bool(GENERIC.intersection(lower)))


def has_name_shape(text: str) -> bool:
    """Whether no word in it shows that a rule has read beyond a name.

    >>> has_name_shape("the Court of Justice"), has_name_shape("Court state that they")
    (True, False)
    """
    return has_han(text) or not BEYOND.intersection(text.lower().split())


def is_person_like(name: str) -> bool:
    """Whether a name has the shape of a person's: two or three plain words, or a Chinese surname.

    >>> is_person_like("Ada Byron"), is_person_like("Sora 2"), is_person_like("李明")
    (True, False, True)
    """
    if has_han(name):
        return (name[0] in SURNAMES and len(name) in PERSON_WORDS) or "·" in name
    words = name.split()
    return len(words) in PERSON_WORDS and all(
        word[0].isupper() and word[1:].replace("-", "").replace("’", "").isalpha()
        and not word.isupper() and word.lower() not in ROLES | DETERMINERS
        for word in words
    )  # fmt: skip


def is_speaker_like(name: str) -> bool:
    """Whether a speaker has a name to ask for: a person's, or a group's of one word.

    >>> is_speaker_like("Ada Byron"), is_speaker_like("the analysts")
    (True, False)
    """
    return is_person_like(name) or (kind(name) is Kind.GROUP and " " not in name)


def is_product_like(name: str) -> bool:
    """Whether a name carries a version, as products do.

    >>> is_product_like("Sora 2"), is_product_like("Baidu")
    (True, False)
    """
    return any(character.isdigit() for character in name)
