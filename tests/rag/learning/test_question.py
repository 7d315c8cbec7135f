"""Learning to read questions: what they are made of, what is known of them, and what is learned."""

import doctest
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from fakes import FakeEncoder

from onrecord.rag.learning import made_questions as making
from onrecord.rag.learning import question as command
from onrecord.rag.learning import question_examples, question_network
from onrecord.rag.learning.encoded import EncodedTexts
from onrecord.rag.learning.made_questions import Made, Typed, dressed, fold_of, made_questions
from onrecord.rag.learning.question import main, read_again, report
from onrecord.rag.learning.question_examples import (
    Example,
    asked_examples,
    bare_words,
    joined_examples,
    leaning_examples,
    one_by_one,
    read_rows,
    tagged,
)
from onrecord.rag.learning.question_network import QuestionNetwork, learn
from onrecord.rag.question.asked import Asks, Item, Leans
from onrecord.rag.question.head import KINDS, TAGS, HeadNetwork, forms
from onrecord.rag.question.query import AnswerKind

WORDINGS = """
syllables = ["K1", "K2", "K3"]
people = ["D [X7]"]
organisations = ["O5"]
groups = ["(N0)"]
described = ["Y3 Z8"]
known = ["W6"]
topics = ["Q9"]
said = ["7 {s} 8 {t}"]
according = ["number|77 {s} 8 {t}"]
number = ["9 {s}"]
other = ["comparison|33 {s} 4 {t}"]
anybody = ["said|6 {t}"]
before = ["1 "]
after = [" 0"]
when = [" 00"]
outlets = ["U4"]
joiners = [", "]
talk = ["voices somebody last|5 <2 {s}> {t}", "articles|55 {o}", "words something|66 <3>"]
arranged = ["comparison|3 {s} 4 {s}", "voices|44 ^{s}^ 11 {t}"]
"""
"""Without two small letters side by side, in which no slip of the hand can be made."""


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two languages have few words, that are told apart by their numbers."""
    for language in ("en", "de"):
        (tmp_path / f"{language}.toml").write_text(WORDINGS, "utf-8")
    monkeypatch.setattr(making, "_FOLDER", tmp_path)


def made(wording: str, n: int = 0, talk: int = 0) -> list[Made]:
    """Make questions, and give those of a wording alone."""
    every = made_questions({"en": n}, {"en": talk}, seed=8)
    return [each for each in every if wording in each.wording and each.second is None]


def spans(each: Made, pattern: str) -> tuple[tuple[int, int], ...]:
    """Give where each group of a pattern is in a question, whatever stands around it."""
    found = re.search(pattern + r"(?: 00)?\??(?: 0)?$", each.text, re.IGNORECASE)
    assert found is not None, each.text
    return tuple(found.span(group + 1) for group in range(len(found.groups())))


@pytest.mark.usefixtures("few")
def test_so_many_questions_are_made_and_the_same_of_a_seed() -> None:
    """Of 80, and 80 / 8 for anybody; of talk three times three wordings, and three times two.

    And of 80 six that ask two questions.
    """
    first, again, other = (made_questions({"en": 80}, {"en": 3}, seed) for seed in (1, 1, 2))
    assert len(first) == 80 + 10 + 9 + 6 + 6
    assert first == again
    assert first[:80] != other[:80]
    assert sum(each.is_talk for each in first) == 21
    assert sum(each.second is not None for each in first) == 6
    assert sum("7 {s}" in each.wording for each in first) > 80 / 3


@pytest.mark.usefixtures("few")
def test_whose_words_are_asked_for_is_a_name_alone() -> None:
    """In "D [X7]" it is X7, and what stands in brackets is nobody in particular."""
    questions = made("7 {s}", n=120)
    for each in questions:
        name, topic = spans(each, r"7 (?:D )?(.+?) 8 (.+?)")
        is_nobody = each.text[slice(*name)].upper() == "N0"
        assert each.speakers == (() if is_nobody else (name,)), each
        assert (each.subject, each.leans) == (topic, Leans.NOTHING)
    names = {each.text[slice(*each.speakers[0])].upper() for each in questions if each.speakers}
    assert {"X7", "O5", "W6"} < names
    assert not any(name.startswith(("D ", "(", "[")) for name in names)
    assert {each.kinds for each in questions} == {(AnswerKind.SAID,), (AnswerKind.NUMBER,)}


@pytest.mark.usefixtures("few")
def test_where_nobody_speaks_the_name_is_the_subject() -> None:
    """And where anybody may, nothing is known of what the question leans on."""
    facts = [each for each in made("9 {s}", n=200) if "N0" not in each.text.upper()]
    assert facts
    for each in facts:
        assert (each.speakers, each.kinds) == ((), (AnswerKind.NUMBER,))
        assert (each.subject,) == spans(each, r"9 (?:D )?(.+?)")
    for each in made("6 {t}", n=80):
        assert (each.subject,) == spans(each, r"6 (.+?)")
        assert (each.speakers, each.leans) == ((), None)
        assert each.asks == (Asks.WORDS, Asks.VOICES)


@pytest.mark.usefixtures("few")
def test_what_is_said_in_a_conversation_points_back() -> None:
    """At more than a name; that is no speaker, and two that are compared are two."""
    for each in made("<2", talk=9):
        points, topic = spans(each, r"5 (2 .+?) ((?:Q9|K).*?)")
        assert (each.points, each.subject, each.speakers) == (points, topic, ())
        assert (each.asks, each.leans, each.item) == ((Asks.VOICES,), Leans.SOMEBODY, Item.LAST)
    assert all("U4" in each.text.upper() for each in made("{o}", talk=9))


@pytest.mark.usefixtures("few")
def test_who_is_left_out_is_neither_speaker_nor_subject() -> None:
    """And is told where it stands, with whatever stands before the name."""
    left = made("^", talk=9)
    assert len(left) == 9
    for each in left:
        name, topic = spans(each, r"44 (.+?) 11 (.+?)")
        assert (each.without, each.subject, each.speakers) == ((name,), topic, ())


@pytest.mark.usefixtures("few")
def test_a_message_may_ask_two_questions() -> None:
    """Of which nothing is known but where the second is; half of these lean on the first."""
    two = [e for e in made_questions({"en": 400}, {"en": 1}, seed=3) if e.second is not None]
    assert len(two) == 32
    seconds = [each.text[slice(*each.second)] for each in two if each.second]
    assert all(e.text.endswith(f", {second}") for e, second in zip(two, seconds, strict=True))
    assert 8 < sum("66" in each for each in seconds) < 24
    assert all((each.speakers, each.subject, each.leans) == ((), None, None) for each in two)
    assert all(each.typed.core == (0, len(each.text)) for each in two)


@pytest.mark.usefixtures("few")
def test_asked_questions_are_joined_with_those_that_follow_them(tmp_path: Path) -> None:
    """A follow-up after its question; else two on an article, in a language, never of one fact."""
    gold = {"gold": [{"article": "a.md", "contains": "mill"}]}
    rows = [
        asked("Why so?", "why", history=["Who leads?"], **gold),
        *(asked(f"Who leads {n}?", "who", **gold) for n in range(6)),
        asked("Wer leitet?", "who", **gold) | {"language": "de"},
        asked("Who is unknown?", "unanswerable", gold=[]),
    ]
    found = [e for e in joined_examples(FakeEncoder(), rows, tmp_path, 1) if e.second.any()]
    assert found[0].text == "Who leads, why so?"
    assert [each.text.count("ho leads") for each in found[1:]] == [2]
    for each in found:
        where = np.flatnonzero(each.second)
        comma = each.text.index(",")
        assert each.spans[where[0]][0] > comma > each.spans[where[0] - 1][0]
        assert (each.speaker, each.subject, each.points) == (None, None, None)
        assert not each.without.any()


@pytest.mark.usefixtures("few")
def test_what_was_asked_after_others_leans_on_them(tmp_path: Path) -> None:
    """On what of them isn't known; nor is anything else, but what asks."""
    rows = [asked("who leads?", "who"), asked("why so?", "why", history=["who leads?"])]
    (found,) = leaning_examples(FakeEncoder(), rows, tmp_path, 0)
    assert "so?" in found.text.casefold()  # dressed
    assert {question_examples.LEANS[each] for each in found.leans} == {*Leans} - {Leans.NOTHING}
    assert (found.speaker, found.subject, found.points) == (None, None, None)
    assert (len(found.kinds), len(found.asks)) == (len(KINDS), len(Asks))
    assert found.is_partly_known
    assert not leaning_examples(FakeEncoder(), rows[:1], tmp_path, 0)


@pytest.mark.usefixtures("few")
def test_what_answers_another_question_leads_up_to_one(tmp_path: Path) -> None:
    """In the article's language; it is no question, and what asks is known."""
    said = {"en": "A mill burned", "de": "Es brannte"}
    rows = [
        asked(f"who {n}", "who", gold=[{"article": "a.md", "contains": said[language]}],
              article_language=article_language) | {"language": language}
        for language, article_language in (("en", "en"), ("de", "en"))
        for n in range(9)
    ]  # fmt: skip
    led, *_ = (e for e in joined_examples(FakeEncoder(), rows, tmp_path, 2) if not e.second.any())
    assert re.fullmatch(r"A mill burned(?:[.,:]| -) who \d", led.text)
    where = led.spans[np.flatnonzero(led.core)]
    assert led.text[where[0][0] : where[-1][1]] == led.text[-5:]
    assert (led.speaker, led.subject, led.is_partly_known) == (None, None, True)


@pytest.mark.usefixtures("few")
def test_what_is_compared_speaks() -> None:
    """A subject as well as a name, and who is nobody in particular elsewhere."""
    compared = [*made("{s} 4 {s}", talk=9), *made("33 {s} 4 {t}", n=300)]
    assert any("N0" in each.text.upper() for each in compared)
    for each in compared:
        both = spans(each, r"3 (?:D )?(.+?) 4 (?:D )?(.+?)")
        assert (each.speakers, each.subject, each.asks) == (both, None, (Asks.COMPARISON,))


@pytest.mark.usefixtures("few")
def test_a_word_by_itself_is_no_greeting(tmp_path: Path) -> None:
    """Whatever else it may be, of whatever question it is taken."""
    common = {"kind": "unanswerable", "near_miss": "wrong_speaker", "asked_speaker": "Ada"}
    texts = {"en": "Strike at Orinda", "de": "Wann endet der Streik?"}
    asked = [
        {"question": text, "language": language, "fact": language, **common}
        for language, text in texts.items()
        for _ in range(6)
    ]
    bare = bare_words(asked, 0)
    assert [each["language"] for each in bare] == ["en", "de"]
    assert all(each["question"] in texts[each["language"]] for each in bare)
    for example in asked_examples(FakeEncoder(), bare, tmp_path, 0):
        assert example.asks == (list(Asks).index(Asks.WORDS),)
        assert (example.kinds, example.speaker) == (tuple(range(len(KINDS))), None)
        assert not example.asks_for_words


@pytest.mark.usefixtures("few")
def test_what_an_opening_names_is_not_asked_about(tmp_path: Path) -> None:
    """A sentence before a question has a subject of its own, and the question a capital."""
    words = WORDINGS.replace('"1 "', '"about {t}. "').replace("7 {s} 8", "ask {s} on")
    (tmp_path / "en.toml").write_text(words, "utf-8")
    asking = [each for each in made("ask {s} on", n=200) if each.wording.startswith("said|")]
    opened = [each for each in asking if "about" in each.text.lower()]
    assert opened
    for each in opened:
        before, _, question = each.text.rpartition(". ")
        assert "{" not in before
        assert question[:1] == "A" or each.text.islower()
        assert each.subject is not None
        assert each.subject[0] > len(before)


def test_what_stands_around_a_question_is_told_apart(few: None) -> None:
    """Of made ones and of asked ones; a time at the end is part of what asks."""
    del few
    for each in [*made_questions({"en": 200}, {}, 1), *dressed([("5 7 9?", "en")] * 200, 1)]:
        typed = each.typed if isinstance(each, Made) else each
        before, core, after = (
            typed.text[slice(*part)]
            for part in ((0, typed.core[0]), typed.core, (typed.core[1], None))
        )
        assert re.fullmatch(r"(1 )*", before), typed
        assert re.fullmatch(r"( 0)?", after), typed
        assert re.fullmatch(r"\d.*?( 00)?\??", core), typed
        assert typed.cased.casefold() == typed.text.casefold()
    texts = {each.text for each in dressed([("What did Ada say?", "en")] * 200, 1)}
    assert {"What did Ada say?", "what did ada say?", "1 What did Ada say?"} < texts


def test_nothing_of_a_wording_is_left_in_a_question() -> None:
    """Of the real ones, in every language: no braces and marks, and no span at white space."""
    counts = dict.fromkeys(making.COUNTS, 16)
    for each in made_questions(counts, dict.fromkeys(making.TALK, 1), seed=0):
        assert not re.search(r"[{}<>\[\]|^]", each.text), each
        marked = (*each.speakers, *each.without, each.subject, each.points, each.second)
        for start, end in filter(None, marked):
            assert each.text[start:end].strip() == each.text[start:end] != "", each


def test_tokens_are_tagged_that_touch_a_span() -> None:
    """The first begins it, also where only its end lies in it."""
    where = np.array([(0, 4), (5, 8), (8, 13), (14, 15)], np.int32)
    assert tagged(where, (6, 13)).tolist() == [0, 1, 2, 0]
    assert tagged(where, None, (0, 4), (14, 15)).tolist() == [1, 0, 0, 1]
    assert tagged(where, (4, 5)).tolist() == [0] * 4


def test_what_was_encoded_once_is_read_from_the_folder(tmp_path: Path) -> None:
    """As it was, text by text; another encoder's is not taken for it."""
    texts = ["who leads", "leads Ada Byron", "?"]
    first = EncodedTexts.of(texts, FakeEncoder(), tmp_path)
    (file,) = tmp_path.iterdir()
    unable: Any = SimpleNamespace(name="fake")  # whoever asks it to encode fails
    again = EncodedTexts.of(texts, unable, tmp_path)
    for row, text in enumerate(texts):
        tokens, where = again[row]
        (expected,) = FakeEncoder().encode_questions([text])
        assert np.allclose(tokens, expected.tokens, atol=1e-3)
        assert where.tolist() == expected.spans.tolist() == first[row][1].tolist()
    EncodedTexts.of(texts, FakeEncoder(name="other"), tmp_path)
    assert len({*tmp_path.iterdir()} - {file}) == 1


def asked(question: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "kind": kind,
        "language": "en",
        "fact": question,
        "gold": [],
        **more,
    }


def plain(questions: Sequence[tuple[str, str]], seed: int) -> list[Typed]:
    """Write questions down as they are."""
    del seed
    return [Typed(text, (0, len(text)), text) for text, _ in questions]


def test_labels_of_asked_questions_tell_what_they_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact has a kind and no speaker; words have a speaker where the name stands, if known."""
    rows = [
        asked("how many mills", "number"),
        asked("what did Ada say", "words", asked_speaker="Ada"),
        asked("what did she say", "words", asked_speaker="Ada"),
        asked("what did Ada say", "unanswerable", near_miss="wrong_speaker", asked_speaker="Ada"),
        asked("Ada or Bo", "compare"),
    ]
    monkeypatch.setattr(question_examples, "dressed", plain)
    fact, named, unnamed, wrong, both = asked_examples(FakeEncoder(), rows, tmp_path, 0)
    assert [KINDS[kind] for kind in fact.kinds] == [AnswerKind.NUMBER]
    tags = [each.speaker.tolist() if each.speaker is not None else None
            for each in (fact, named, unnamed, wrong)]  # fmt: skip
    assert tags == [[0, 0, 0], [0, 0, 1, 0], None, [0, 0, 1, 0]]
    assert [each.asks_for_words for each in (fact, named, unnamed, wrong)] == [False] + [True] * 3
    assert AnswerKind.SAID in {KINDS[kind] for kind in named.kinds}
    assert AnswerKind.DEFINITION not in {KINDS[kind] for kind in named.kinds}
    assert len(both.asks) == 2
    assert all(each.subject is None for each in (fact, named, unnamed, wrong, both))
    assert fact.fold == fold_of("how many mills", question_examples.N_FOLDS)


def test_a_part_of_the_facts_is_learned_from(tmp_path: Path) -> None:
    """Half of those for words, a seventh of others, each with all its questions or none."""
    rows = [
        asked(f"{kind} {n} {way}", kind) | {"fact": f"{kind} {n}"}
        for kind in ("words", "who")
        for n in range(400)
        for way in "ab"
    ]
    rows += [asked(f"lean {n}", "words", history=["What did Ada say?"]) for n in range(20)]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    read, other = (one_by_one(read_rows([path]), seed) for seed in (1, 2))
    facts = [each["fact"] for each in read]
    assert facts[::2] == facts[1::2]
    n_words = sum(fact.startswith("words") for fact in facts) / 2
    assert n_words == pytest.approx(0.5 * 400, abs=40)
    assert len(facts) / 2 - n_words == pytest.approx(0.14 * 400, abs=28)
    assert not any(fact.startswith("lean") for fact in facts)
    assert read != other
    assert sorted(facts) == sorted(each["fact"] for each in other)


def example(text: str, **known: Any) -> Example:
    """Make an example that asks for nobody's words, of which everything is known."""
    (found,) = FakeEncoder().encode_questions([text])
    nothing = tagged(found.spans)
    said = {"speaker": nothing, "subject": nothing, "points": nothing, "kinds": (0,)} | known
    known_of_form = {
        "core": tagged(found.spans, (0, len(text))), "capitals": None,
        "without": tagged(found.spans), "second": tagged(found.spans),
    }  # fmt: skip
    return Example(
        text, "en", "made", 0, found.tokens, forms(text, found.spans), found.spans,
        **known_of_form | said,
    )  # fmt: skip


class Finding:
    """A network that finds the first token to be the subject, and likely who speaks in the last."""

    def __init__(self, likely: float) -> None:
        self.likely = likely

    def __call__(self, batch: list[Example]) -> list[torch.Tensor]:
        """Give the odds of one question; the last kind is the likeliest."""
        (each,) = batch
        subject, speaker = torch.zeros(2, 1, len(each.tokens), len(TAGS))
        subject[0, 0, TAGS.index("begins")] = 9
        speaker[0, :, TAGS.index("outside")] = 4
        speaker[0, -1, TAGS.index("begins")] = 4 + self.likely
        subject[0, 1:, TAGS.index("outside")] = 4
        kinds = torch.arange(len(KINDS), dtype=torch.float32)[None]
        of_tags = (speaker, subject, *[torch.zeros_like(speaker)] * 4)
        return [kinds, *[torch.zeros(1, 3)] * 3, *of_tags, torch.zeros(1, len(each.tokens))]


@pytest.mark.parametrize(
    ("for_words", "known", "likely", "speaker"),
    [
        (True, None, 1, [0, 0, 1]),
        (True, None, -2, [0, 0, 1]),  # that somebody speaks may be less likely by 3
        (True, None, -4, None),
        (True, [1, 0, 0], 1, [1, 0, 0]),
        (False, None, 1, None),
        (False, None, -2, [0, 0, 0]),
    ],
)
def test_what_a_network_finds_is_learned_from_where_it_agrees(
    *, for_words: bool, known: list[int] | None, likely: float, speaker: list[int] | None
) -> None:
    """Who is known to speak does; else somebody does just where the question is for words."""
    tags = None if known is None else np.array(known)
    whole = example("Bo mills often")
    asks = example(
        "mills says Ada", speaker=tags, subject=None, kinds=(1, 3), asks_for_words=for_words
    )
    network: Any = Finding(likely)
    two = example("who and why", subject=None, is_partly_known=True)
    first, kept, *others = read_again(network, [whole, two, asks])
    assert (first, kept, len(others)) == (whole, two, 1)
    found = others[0]
    assert found.kinds == (3,)
    assert found.subject is not None
    assert found.subject.tolist() == [1, 0, 0]
    assert (None if found.speaker is None else found.speaker.tolist()) == speaker


def test_the_report_counts_who_is_found() -> None:
    """Of two that are named one is found, where it is; and none where nobody is."""
    known = [
        example("mills says Ada", speaker=np.array([0, 0, 1]), kinds=(len(KINDS) - 1,)),
        example("Ada says mills", speaker=np.array([1, 0, 0])),
        example("mills burn", speaker=None),
    ]
    network: Any = Finding(1)
    (line,) = report(network, known).splitlines()[1:]
    shares = ["0.500", "0.500", "0.500", "0.000", "1.000", "1.000"]
    assert line.split() == ["made", "en", "2", "0.500", "2", "2", *shares]


def test_a_network_learns_who_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stands after `did`, also by a name that it has not seen, and what is asked for."""
    monkeypatch.setattr(question_network, "_BATCH", 12)
    names = ["Ada", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hal", "Ida", "Jan", "Kim", "Lea"]
    known = [
        example(
            text, kinds=(kind,), speaker=tagged(example(text).spans, (start, start + len(name)))
        )
        for name in names
        for kind, text, start in (
            (0, f"what did {name} say", 9), (1, f"did {name} speak of mills", 4),
        )
    ]  # fmt: skip
    torch.manual_seed(0)
    network = learn(QuestionNetwork(32), known, n_rounds=30, seed=1)
    with torch.no_grad():
        kinds, _, _, _, speaker, *_ = network([example("what did Mara say")])
        other, *_ = network([example("did Mara speak of mills")])
    assert speaker[0].argmax(dim=1).tolist() == [0, 0, 1, 0]
    assert (int(kinds.argmax()), int(other.argmax())) == (0, 1)
    assert not network.training


@pytest.mark.usefixtures("few")
def test_the_command_learns_and_tells_how_what_was_left_out_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it writes is what the head loads; asked for again, it is the same."""
    monkeypatch.setattr(command, "Desk", lambda *_: SimpleNamespace(encoder=FakeEncoder()))
    monkeypatch.setattr(command, "_HELD_OUT", ("de",))
    monkeypatch.setattr(question_examples, "COUNTS", {"en": 48, "de": 8})
    monkeypatch.setattr(question_examples, "TALK", {"en": 2})
    path = tmp_path / "asked.jsonl"
    path.write_text(json.dumps(asked("who leads the mills", "who")), "utf-8")
    given = ["question", str(path), "--encoded", str(tmp_path / "encoded"), "--rounds", "2"]
    weights = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.safetensors"
        monkeypatch.setattr(sys, "argv", [*given, "--out", str(out)])
        main()
        weights.append(out.read_bytes())
        assert HeadNetwork.load(out).n_layers == 2
    assert weights[0] == weights[1]
    assert re.search(r"^made +de +9 ", capsys.readouterr().out, re.MULTILINE)
    begun = [*given, "--out", str(tmp_path / "on"), "--begin", str(tmp_path / "one.safetensors")]
    for rounds in ("0", "2"):
        monkeypatch.setattr(sys, "argv", [*begun, "--rounds", rounds])
        main()
        is_same = (tmp_path / "on").read_bytes() == weights[0]
        assert is_same is (rounds == "0")


def test_examples_are_true() -> None:
    """The examples in the docstrings run."""
    assert doctest.testmod(question_examples).failed == 0
