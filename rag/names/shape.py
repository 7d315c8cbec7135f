"""What the shape of a name tells: whether it is a person's, a group's or a product's."""

from onrecord.corpus.languages.script import has_han

__all__ = [
    "is_described",
    "is_person_like",
    "is_product_like",
    "is_speaker_like",
]

PERSON_WORDS = range(2, 4)
"""Words of a person's name; characters, of a Chinese one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROLES = _words(
    "court company team agency government ministry minister president chairman chairwoman "
    "ceo spokesperson spokesman spokeswoman firm bank police judge commission council "
    "committee parliament senate union founder director author vp cfo cto mayor chancellor "
    "secretary gericht gerichtshof unternehmen firma konzern team regierung ministerium "
    "minister ministerin präsident präsidentin vorstand chef chefin sprecher sprecherin bank "
    "polizei kommission parlament senat gründer gründerin direktor direktorin autor autorin "
    "bundesregierung bürgermeister bürgermeisterin kanzler kanzlerin vizepräsident"
)
DETERMINERS = _words(
    "the a an this that its their his her der die das dem den des ein eine einem einer"
)
NOT_NAMED = (
    ROLES
    | DETERMINERS
    | _words("he she it they we you er sie es wir ich experts analysts experten analysten")
)
NOT_NAMED_HAN = frozenset("他她它我你您该該本某各有一两兩这這那")
GROUP_CHARACTERS = range(2, 7)
SURNAMES = frozenset(  # the hundred most frequent, which cover most of the people in the news
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文闻"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許葉蘇盧蔣賈鍾姜陸顧龍萬錢湯喬賀賴龔"
)


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
    """Whether a speaker has a name to ask for: a person's, or one of a single word.

    >>> is_speaker_like("Ada Byron"), is_speaker_like("Baidu"), is_speaker_like("the analysts")
    (True, True, False)
    """
    if is_person_like(name) or " " in name:
        return is_person_like(name)
    if has_han(name):
        return len(name) in GROUP_CHARACTERS and name[0] not in NOT_NAMED_HAN
    return len(name) > 1 and name[0].isupper() and name.lower() not in NOT_NAMED


def is_described(name: str) -> bool:
    """Whether somebody is told by what they are, in lower case: "the lawyer", "die Anwältin".

    >>> is_described("the lawyer from Oslo"), is_described("Ada Byron")
    (True, False)
    """
    return name[:1].islower()


def is_product_like(name: str) -> bool:
    """Whether a name carries a version, as products do.

    >>> is_product_like("Sora 2"), is_product_like("Baidu")
    (True, False)
    """
    return any(character.isdigit() for character in name)
