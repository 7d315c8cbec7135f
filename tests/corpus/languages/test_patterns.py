"""Patterns that are compiled when they are first used."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from onrecord.corpus.languages.patterns import late_pattern


def test_a_pattern_is_compiled_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once; until then not even a mistake in it is seen."""
    compiled: list[tuple[str, int]] = []
    real = re.compile

    def counting(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append((source, flags))
        return real(source, flags)

    monkeypatch.setattr("onrecord.corpus.languages.patterns.re.compile", counting)
    late, wrong = late_pattern("(ferry)s?", re.IGNORECASE), late_pattern("(")
    assert compiled == []
    assert late.search("Two Ferrys")
    assert [each.group(1) for each in late.finditer("ferry FERRY")] == ["ferry", "FERRY"]
    assert compiled == [("(ferry)s?", re.IGNORECASE)]
    with pytest.raises(re.error, match="unterminated"):
        wrong.match("")


def test_it_has_what_a_pattern_has() -> None:
    """Methods and attributes alike, from several threads at once."""
    late, at_once = late_pattern(r"(?P<n>\d)(x?)"), re.compile(r"(?P<n>\d)(x?)")
    text = "1x, 2 and 3"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: late.findall(text), range(20)))
    assert found == [at_once.findall(text)] * 20
    assert late.sub("#", text, count=1) == "#, 2 and 3"
    assert late.split(text) == at_once.split(text)
    assert (late.pattern, late.flags) == (at_once.pattern, at_once.flags)
    assert late.groupindex == at_once.groupindex
    found_by, other = late.search(text), late_pattern("ferry")
    assert found_by
    assert found_by.re in {other, late}
    assert found_by.re in (other, late)
    assert found_by.re not in (other, re.compile("ferry"))
    with pytest.raises(AttributeError):
        getattr(late, "unheard_of")  # noqa: B009  # mypy knows that there is none
