"""How rightly sentences are cut: pySBD's golden rules, ours beside its own and sentencex.

Fetches nothing. Put `tests/lang` of nipunsadvilkar/pySBD (MIT) anywhere, and name it; where pysbd
is installed, it is asked too:

    python tests/bench/rules.py DIR [-v]

A rule is kept where all its sentences are found, no more and no fewer. `-v` shows the others.
"""

import argparse
import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import sentencex

from onrecord.corpus.cutting.boundaries import sentence_ends

FILES = {"en": "test_english.py", "de": "test_deutsch.py", "zh": "test_chinese.py"}
Cut = Callable[[str, str], list[str]]


def main() -> None:
    """Print who keeps how many of the rules, by language."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-v", action="store_true", dest="shows")
    asked = parser.parse_args()
    for language, name in FILES.items():
        rules = list(_rules((asked.folder / name).read_text("utf-8")))
        kept = dict.fromkeys(_cutters(), 0)
        for text, wanted in rules:
            for who, cut in _cutters().items():
                found = [_plain(each) for each in cut(text, language)]
                kept[who] += found == wanted
                if asked.shows and who == "ours" and found != wanted:
                    say(f"  {language}: {wanted} not {found}")
        say(f"{language}: {len(rules)} rules, kept by {kept}")


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{line}\n")


def _rules(source: str) -> Iterator[tuple[str, list[str]]]:
    """Read the lists of cases without running the file."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and "TEST_CASES" in ast.unparse(node.targets[0]):
            cases = node.value.elts if isinstance(node.value, ast.List) else []
            for case in cases:
                given = case.args if isinstance(case, ast.Call) else getattr(case, "elts", [])
                text, sentences = (ast.literal_eval(each) for each in given[:2])
                yield text, [_plain(each) for each in sentences]


def _plain(words: str) -> str:
    """Leave white space aside: where sentences end is asked, not how they are cleaned."""
    return " ".join(words.split())


def _cutters() -> dict[str, Cut]:
    found: dict[str, Cut] = {"ours": _ours, "sentencex": _sentencex}
    if importlib.util.find_spec("pysbd"):
        found["pysbd"] = _pysbd
    return found


def _ours(text: str, language: str) -> list[str]:
    ends = sentence_ends(text, 0, len(text), language)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _sentencex(text: str, language: str) -> list[str]:
    return [each for each in sentencex.segment(language, text) if each.strip()]


def _pysbd(text: str, language: str) -> list[str]:
    import pysbd  # noqa: PLC0415  # only where it is installed

    found: list[str] = pysbd.Segmenter(language=language, clean=False).segment(text)
    return found


if __name__ == "__main__":
    main()
