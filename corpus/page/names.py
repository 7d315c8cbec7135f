"""Names of those who write, in whatever stands where they are named: labels, roles, hosts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import HAN, has_wide
from onrecord.corpus.page.phrases import PAPERS, PAPERS_AND_OTHERS, SECTIONS

__all__ = [
    "ADDRESS",
    "LABEL",
    "NOBODY",
    "NOT_WRITTEN",
    "PARTICLE",
    "PERSON",
    "WORD",
    "has_name",
    "is_one_word",
    "names_stated",
    "not_outlets",
    "persons_in",
    "unlabelled",
]

PARTICLE = r"(?:al|bin|d[aeiu]|del|den|der|do|dos|el|l[ae]|ten|ter|v[ao]n|y|zu[mr]?)"
WORD = r"(?:(?:d'|l'|al-|el-)?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[.'’\-]+[^\W\d_]+)*\.?)"
PERSON = rf"(?:{WORD}(?:\s(?:{PARTICLE}\s)*{WORD}){{1,4}}|[{HAN}]{{2,4}}(?:·[{HAN}]{{1,5}})?)"
"""Two to five words with capitals, particles between them, or two to four Chinese characters."""

BETWEEN = late_pattern(r"\s*[;,、，；/|&\n]\s*|\s+(?:and|und|with|mit|et|y)\s+", re.IGNORECASE)
LABEL = late_pattern(
    r"(?i:(?:[^\W\d_]+\s){0,4}(?:by|par|por)(?![\w\-])|vo[nm](?![\w\-]))\s*:?\s*"
    rf"|(?:\S+\s){{1,4}}(?i:vo[nm])\s(?={PERSON}(?:$|\W))"
    r"|[^\W\d_]{1,12}(?:[ /][^\W\d_]{1,12})?(?:\(s\))?\s*[:：]\s*|文\s*[/／|｜]\s*"
)
BEGINS = late_pattern(rf"(?P<name>{PERSON})(?P<rest>\s*(?:$|[(@|»•·–—].*|[^\n]*\d.*))", re.DOTALL)
EDITED = r"(?:edited|translated|herausgegeben|übersetzt)"
NOT_WRITTEN = (
    rf"(?:{EDITED}|\w*(?:photo|foto|bild|image|picture|illustration|video|grafik|graphic)\w*)"
)
OF_OTHERS = late_pattern(  # but `text and photos by`
    rf"(?:^|^(?:\w+\s){{1,3}}(?={EDITED})|(?<!\bund)(?<!\band)(?<!&)\s)"
    rf"{NOT_WRITTEN}\s*(?:[:：]|(?:by|von|vom)\s).*",
    re.IGNORECASE | re.DOTALL,
)
FOR = late_pattern(r"\sfor\s.*", re.IGNORECASE | re.DOTALL)
DEGREES = late_pattern(r"(?:,\s*[A-Z][A-Za-z.]{0,5}[A-Z]\.?)+$")  # and agencies: PhD, MD, AFP
ADDRESS = late_pattern(r"https?:|www\.|@|\w\.(?:com|org|net|info|de|at|ch|uk|fr|cn|tv)\b")
HOST = late_pattern(r"\.(?:com|org|net|info|de|at|ch|cn|tv|[a-z]{2,4})(?:\.[a-z]{2})?$")
NOBODY = late_pattern(  # an account, a desk, a section, an outlet, a place; what stands for a name
    r".*(?:^|[\W_])(?:(?:web)?(?:admin|master|editor|redaktion|staff|team|desk|agenc(?:y|ies))s?"
    r"|no author|unknown|user(?:name)?|guest|name|author|autor|follow|posts?|published|updated"
    r"|über|about|all|alle|the|sign)(?:$|[\W_]).*|.*admin.*|by|von|作者|编辑|编辑部|佚名"
    rf"|(?:{'|'.join(SECTIONS)})|(?:New|San|Los|Las|Hong|Tel|Rio|Saint|St\.|The|Bad)\s.*"
    rf"|.*\s(?:{'|'.join((*PAPERS, *PAPERS_AND_OTHERS))})",
    re.IGNORECASE,
)
ARTICLE = late_pattern(r"^(?:the|der|die|das|el|la|le)\s", re.IGNORECASE)
MIN_OUTLET_CHARS = 5
LETTER = late_pattern(r"[^\W_]+")


def unlabelled(words: str) -> str:
    """Take off what says that a name follows.

    >>> unlabelled("Ein Kommentar von Ada Beispiel"), unlabelled("作者：王小明")
    ('Ada Beispiel', '王小明')
    """
    while (label := LABEL.match(words)) and label.end() < len(words):
        words = words[label.end() :]
    return re.sub(r"\s*\([^()]*\)$", "", words.strip(" \t|,:;·–—"))


def persons_in(words: str) -> tuple[str, ...]:
    """Name those who are named at the beginning of words; what comes behind them is not theirs.

    >>> persons_in("By Ada Beispiel and Bo Muster, Berlin bureau")
    ('Ada Beispiel', 'Bo Muster')
    """
    found: list[str] = []
    for piece in BETWEEN.split(unlabelled(OF_OTHERS.sub("", words))):
        begin = BEGINS.match(piece.strip())
        if begin is None or NOBODY.fullmatch(begin["name"]):
            break
        found.append(begin["name"])
        if begin["rest"].strip():
            break
    return tuple(dict.fromkeys(found))


def names_stated(words: str) -> tuple[str, ...]:
    """Give what is stated, without degrees, or whom it names where it says for which outlet.

    >>> names_stated("Ada Beispiel, Bo"), names_stated("Ada Beispiel And Bo Muster For The Post")
    (('Ada Beispiel, Bo',), ('Ada Beispiel', 'Bo Muster'))
    """
    plain = DEGREES.sub("", unlabelled(words))
    return (persons_in(FOR.sub("", plain)) if FOR.search(plain) else ()) or (plain,)


def has_name(words: str, outlet: str | None, host: str) -> bool:
    """Whether a few words begin with an outlet's name, or are a part of it: `Post Politics`."""
    plain, names = _plain(words), (_plain(outlet or ""), _plain(host))
    return len(plain) > 1 and any(
        name and (plain.startswith(name) or plain in name) for name in names
    )


def is_one_word(name: str) -> bool:
    """Whether a name has no further word; Chinese characters may be several.

    >>> is_one_word("Ada"), is_one_word("Ada Beispiel"), is_one_word("王小明")
    (True, False, False)
    """
    return " " not in name and not has_wide(name)


def not_outlets(names: Iterable[str], outlet: str | None, host: str) -> Iterator[str]:
    """Yield each name once that is neither an address nor the outlet's own.

    A site may be called after its author, so that a person's name, or one word of it, may be a part
    of the outlet's.
    """
    seen: set[str] = set()
    site, paper = _plain(host), _plain(outlet or "")
    for name in names:
        plain = _plain(name)
        if re.fullmatch(PERSON, name):
            is_outlet = plain in {paper, site} or (_is_long(paper, site) and paper in plain)
        else:
            is_part = not is_one_word(name) and any(plain in each for each in (site, paper))
            is_outlet = is_part or any(each and each in plain for each in (site, paper))
        is_nobody = is_outlet or NOBODY.fullmatch(name) or ADDRESS.search(name)
        if plain and plain not in seen and not is_nobody:
            seen.add(plain)
            yield name


def _is_long(paper: str, site: str) -> bool:
    """Whether an outlet has a name of its own that no person's holds by chance."""
    return paper != site and len(paper) >= MIN_OUTLET_CHARS


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", HOST.sub("", ARTICLE.sub("", name.strip().casefold())))
    return "".join(LETTER.findall("".join(c for c in apart if not unicodedata.combining(c))))
