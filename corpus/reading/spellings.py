"""Letters that a program wrote in ASCII and never wrote back: names of HTML, numbers of JSON."""

import re
from html import unescape

__all__ = ["spelt_out"]

IN_A_WORD = re.compile(r"(?<=[^\W\d_])&[A-Za-z]+;|&[A-Za-z]+;(?=[^\W\d_])")
NUMBER = re.compile(r"\\u([\da-fA-F]{4})")
LETTER = r"\\u00[c-fC-F][\da-fA-F]"
NUMBER_IN_A_WORD = re.compile(rf"(?<=[^\W\d_]){LETTER}|{LETTER}(?=[^\W\d_])")


def spelt_out(text: str) -> str:
    r"""Give a text with its letters, where some stand so within words; else as it is.

    >>> spelt_out("F&auml;hre &amp; Kai"), spelt_out("F\\u00e4hre"), spelt_out("a &auml;!")
    ('Fähre & Kai', 'Fähre', 'a &auml;!')
    """
    if any(unescape(each[0]).isalpha() for each in IN_A_WORD.finditer(text)):
        text = unescape(text)
    if NUMBER_IN_A_WORD.search(text):
        halves = NUMBER.sub(lambda each: chr(int(each[1], 16)), text)
        text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
