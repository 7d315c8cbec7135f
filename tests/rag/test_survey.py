"""Who is quoted how often, and what lies near what."""

from dataclasses import replace

import numpy as np
from fakes import FakeTagger
from fakes_engine import ALIASES, HARBOUR, LIBRARY, fake_engine
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Sentence, Speaker, Speech, sentences
from onrecord.rag.survey import Place, Voice, places, voices


def cut(text: str) -> tuple[Sentence, ...]:
    """Make an article of a text, and its sentences."""
    return FakeTagger().tell(sentences(Article("a.txt", text, "A", None, None, None, "en", None)))


def spoken_by(name: str) -> tuple[Sentence, ...]:
    """Make an article in which somebody says something."""
    (sentence,) = cut(f"“It leaks,” said {name}.")
    end = len(sentence.article.text) - 1
    speaker = Speaker(sentence.article, end - len(name), end, Speech.DIRECT)
    return (replace(sentence, speaker=speaker),)


def test_voices_are_counted_in_sentences_and_articles() -> None:
    """The most quoted first."""
    engine = fake_engine()
    found = voices([HARBOUR.id, LIBRARY.id, HARBOUR.id], engine.sentences, ALIASES)
    assert found[0] == Voice("Ingrid Maas", 2, 2)
    assert Voice("Greta Hollenstein", 1, 1) in found


def test_a_surname_counts_for_its_full_name() -> None:
    """Unless two people have it."""
    text = (
        "“It leaks,” said Orla Finch. The shed is old. “It always leaked,” said Finch. "
        "“Nobody repairs it,” said Tomas Brandt."
    )
    found = voices(["a.txt"], lambda _: cut(text), ALIASES)
    assert found == (Voice("Orla Finch", 2, 1), Voice("Tomas Brandt", 1, 1))


def test_one_person_is_one_voice_over_all_articles() -> None:
    """Written by surname in one, and in another script in the next; a shared surname stays."""
    said = ("Orla Finch", "Finch", "Robin Li", "Li Yanhong", "Ada Brandt", "Tomas Brandt", "Brandt")
    found = {each.name: each for each in voices(said, spoken_by, ALIASES)}
    assert found["Orla Finch"] == Voice("Orla Finch", 2, 2)
    assert found["Robin Li"] == Voice("Robin Li", 2, 2)
    assert found.keys() - {"Orla Finch", "Robin Li"} == {"Ada Brandt", "Tomas Brandt", "Brandt"}


def test_what_is_alike_lies_together() -> None:
    """Two pairs of equal vectors are two places, as far from each other as the map is wide."""
    one, other = np.array([1, 0, 0], np.float32), np.array([0, 1, 0], np.float32)
    found = {each.article: each for each in places({"a": one, "b": one, "c": other, "d": other})}
    assert (found["a"].x, found["c"].x) == (found["b"].x, found["d"].x)
    assert abs(found["a"].x - found["c"].x) == 2.0


@given(st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_every_place_is_on_the_map(n: int, seed: int) -> None:
    """From three articles on, whatever their vectors."""
    rows = np.random.default_rng(seed).normal(size=(n, 5)).astype(np.float32)
    found = places({f"{i}": row for i, row in enumerate(rows)})
    assert len(found) == (n if n >= 3 else 0)
    assert all(-1 <= each.x <= 1 and -1 <= each.y <= 1 for each in found)
    assert len(places(dict.fromkeys("abc", np.ones(4, np.float32)))) == 3
    assert isinstance(places(dict.fromkeys("abc", np.ones(4, np.float32)))[0], Place)
