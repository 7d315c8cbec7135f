"""Learning to tell who speaks. Every article is invented."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import FakeEncoder

from onrecord.corpus import Article, Sentence, SentenceKind, Speech, sentences
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.learning import speech
from onrecord.index.learning.speech import guesses, learn, lessons, tagger, tensors, threshold
from onrecord.index.learning.speech_examples import Example, encoded, interviews, labelled
from onrecord.index.learning.speech_network import Read, SpeechNetwork
from onrecord.index.speech.names import are_one
from onrecord.index.speech.tagger import SpeakerTagger
from onrecord.index.speech.windows import windows

PROJECTION = TokenProjection.plain(32)
NAMES = ["Mara Quist", "Otto Renn", "Ingrid Maas", "Jakob Ried", "Ada Lind", "Lena Voss"]


def article(text: str, name: str = "a.txt") -> Article:
    return Article(name, text, "Title", None, None, None, "en", None)


def taught() -> list[Example]:
    """Give articles in which whoever stands before `said` has said it, and nobody else speaks."""
    found = []
    for number, name in enumerate(NAMES * 3):
        other = NAMES[(number + 1 + number // 6) % len(NAMES)]
        text = f"{other} drove there. {name} said tolls work. The road to {other} is long."
        found.append((article(text, f"{number}.txt"), {1: ((name, "reported"),)}))
    return [each.example() for each in encoded(found, FakeEncoder(), PROJECTION)]


@pytest.fixture(scope="module")
def network() -> SpeechNetwork:
    """Learn from few articles in few steps: at once at full speed, and averaged over the last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speech, "_N_WARM", 10)
        patch.setattr(speech, "_KEPT", 0.9)
        return learn([lesson for each in taught() for lesson in lessons(each)], n_epochs=5)


def test_a_network_learns_to_point_to_who_speaks(network: SpeechNetwork) -> None:
    """Also to a name that it has never seen."""
    text = "Otto Renn drove there. Tomas Brandt said tolls work. The road is long."
    (read,) = encoded([(article(text), {})], FakeEncoder(), PROJECTION)
    example = read.example()
    told = tagger([network], dict.fromkeys(Speech, 0.5)).tell(
        example.sentences, example.tokens, example.spans
    )
    said_by = [(each.text, each.speech) if each else None for each in (s.speaker for s in told)]
    assert said_by == [None, ("Tomas Brandt", Speech.REPORTED), None]


def test_what_is_shipped_computes_what_was_learned(network: SpeechNetwork, tmp_path: Path) -> None:
    """NumPy and torch give the same, but for the half precision of the stored weights."""
    from safetensors.torch import save_file  # noqa: PLC0415

    least = {Speech.DIRECT: 0.5, Speech.REPORTED: 0.75}
    other = SpeechNetwork(32).eval()
    save_file(tensors([network, other], least), tmp_path / "tagger.safetensors")
    loaded = SpeakerTagger.load(tmp_path / "tagger.safetensors")
    example = taught()[0]
    (window,) = windows(example.layout)
    read = Read.of(window)
    for made, shipped in zip([network, other], loaded.networks, strict=True):
        with torch.no_grad():
            states, places = made(read)
            wanted = made.pointed(states, places, read.relations).softmax(1)
        assert np.allclose(shipped.read(window).chances, wanted, atol=5e-3)
    assert (loaded.thresholds, loaded.networks[0].n_layers) == (least, 2)
    assert loaded.name.startswith("speech-")


def test_what_networks_find_is_averaged(network: SpeechNetwork) -> None:
    """Of one that is sure and one that knows nothing, half of what each says."""
    example = taught()[0]
    blank = SpeechNetwork(32).eval()
    for each in blank.parameters():
        each.detach().zero_()
    given = example.sentences, example.tokens, example.spans
    sure = dict(tagger([network]).guesses(*given))
    n_tokens = len(example.spans)
    for at, said in tagger([network, blank]).guesses(*given):
        if at == 1:  # the name stands twice at most among the tokens that are looked at
            assert said == replace(sure[at], chance=said.chance)
            assert abs(said.chance - sure[at].chance / 2) <= 1 / n_tokens + 0.001


def test_below_the_threshold_nobody_speaks(network: SpeechNetwork) -> None:
    """No probability is above 1; whoever may speak is known, where that isn't unlikely."""
    example = taught()[0]
    given = example.sentences, example.tokens, example.spans
    unsure = tagger([network], dict.fromkeys(Speech, 1.1)).tell(*given)
    assert [each.speaker for each in unsure] == [None] * len(unsure)
    (said,) = (each.likely for each in unsure if each.likely is not None)
    assert said.text == "Mara Quist"
    assert 0.1 <= said.chance <= 1
    sure = tagger([network]).tell(*given)
    assert said in [each.speaker for each in sure]
    assert [each.likely for each in sure] == [None] * len(sure)


def test_what_cannot_be_quoted_is_said_by_nobody(network: SpeechNetwork) -> None:
    """Nor is what has no tokens, and an article without any sentence is no error."""
    said = Sentence(article("Mara Quist said tolls work."), 0, 27, SentenceKind.HEADING)
    spans = np.array([[0, 4], [5, 10], [11, 15]])
    told_by = tagger([network])
    assert told_by.tell([said], np.ones((3, 32), np.int8), spans) == (said,)
    plain = Sentence(said.article, 0, 27, SentenceKind.PROSE)
    assert told_by.tell([plain], np.zeros((0, 32), np.int8), spans[:0]) == (plain,)
    assert told_by.tell([], np.zeros((0, 32), np.int8), spans[:0]) == ()


def test_sentences_of_two_articles_are_refused(network: SpeechNetwork) -> None:
    """Nobody is taken for a speaker in another article."""
    (one,), (other,) = (sentences(article(text)) for text in ("Quist left.", "Quist said so."))
    with pytest.raises(ValueError, match="of one article"):
        tagger([network]).tell([one, other], np.ones((1, 32), np.int8), np.array([[0, 5]]))


def test_labels_are_found_in_their_sentences(tmp_path: Path) -> None:
    """By a piece of the sentence; what has no speaker is left out."""
    lines = [
        {"article": "a.txt", "contains": "tolls", "speaker": "Mara Quist", "type": "reported"},
        {"article": "a.txt", "contains": "rain", "speaker": "", "type": "reported"},
    ]
    path = tmp_path / "speech.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    text = "Mara Quist left. She said tolls work. It may rain, they say."
    ((of, names),) = labelled([article(text)], path)
    assert (of.text, names) == (text, {1: (("Mara Quist", "reported"),)})
    (read,) = encoded([(of, names)], FakeEncoder(), PROJECTION)
    example = read.example()
    assert example.mentions("Mara Quist") == [(0, 1)]
    assert example.speech(1) is Speech.REPORTED


def test_invented_interviews_say_who_speaks() -> None:
    """In three languages; a question in bold type is nobody's."""
    found = list(interviews())
    assert {of.language for of, _ in found} == {"en", "de", "zh"}
    of, names = next(each for each in found if "reservoir" in each[0].text)
    cut = sentences(of)
    assert {cut[at].text.strip("*"): said[0] for at, said in names.items()} == {
        "It can fall by another two metres.": ("Otto Renn", "direct"),
        "After that the pumps draw mud.": ("Otto Renn", "direct"),
        "The county does.": ("Otto Renn", "direct"),
        "I only tell them what I measure.": ("Otto Renn", "direct"),
        "Then we will have to bring water by train, as we did in my first year.": (
            "Otto Renn", "direct",
        ),
    }  # fmt: skip
    assert all(
        said in of.text for of, names in found for each in names.values() for said, _ in each
    )


def test_the_threshold_keeps_what_is_right_often_enough(network: SpeechNetwork) -> None:
    """Of guesses right, right, wrong, right: 3 of 4 are right in all, 2 of 2 before."""
    found = [each for each in guesses(tagger([network]), taught()) if each.at == 1][:4]
    chances = [0.9, 0.8, 0.7, 0.6]
    made = [
        type(each)(each.example, each.at, replace(each.speaker, chance=chance), right)
        for each, chance, right in zip(found, chances, [True, True, False, True], strict=True)
    ]
    assert threshold(made, 0.75) == 0.6
    assert threshold(made, 0.9) == 0.8
    assert threshold(made[2:3], 0.9) == float("inf")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Quist", "minister Mara Quist", True),
        ("Mara Quist", "Otto Quist", False),
        ("林可欣", "经理林可欣", True),
        ("“Mara Quist”", "mara quist", True),
        ("", "Mara Quist", False),
    ],
)
def test_names_that_share_all_their_words_are_one(a: str, b: str, *, same: bool) -> None:
    """A surname and the name, a role and the name."""
    assert are_one(a, b) is are_one(b, a) is same
