"""Whether two phrases name the same speaker."""

import re
from typing import Final

__all__ = ["are_one"]

_MARKS: Final = re.compile(r"[“”\"„«»「」《》'’‘()（）*_]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_WORD: Final = re.compile(r"[^\s,]+")


def are_one(a: str, b: str) -> bool:
    """Whether one phrase has all the words of the other: a surname and a name, a role and both.

    >>> are_one("Quist", "minister Mara Quist"), are_one("Mara Quist", "Otto Quist")
    (True, False)
    """
    left, right = (_MARKS.sub("", each).casefold().strip() for each in (a, b))
    if not left or not right:
        return False
    if _HAN.search(left + right):
        return left in right or right in left
    less, more = sorted(({*_WORD.findall(left)}, {*_WORD.findall(right)}), key=len)
    return less <= more
