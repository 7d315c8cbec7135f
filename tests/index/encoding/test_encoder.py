"""The encoder: vectors, the tokens they come from, and where these stand in the text."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fakes import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.index.encoding.encoder import Encoder, Encoding, TextEncoder, _batches
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.errors import ModelNotFoundError, TextTooLongError

TEXTS = [
    "The council counted eleven bridges. Three of them are closed.",
    "市议会统计了十一座桥。其中三座已经关闭。",
    "Elf Brücken zählt die Stadt; drei davon sind gesperrt.",
    "أحصى المجلس أحد عشر جسرا",
    "Cafe\u0301 on the ﬁrst bridge 🌉, ＴＥＬ １２３",
    "bridge " * 200,
]


def words(encoding: Encoding, text: str) -> list[str]:
    return [text[start:end] for start, end in encoding.spans]


def test_padding_does_not_change_a_text(encoder: TextEncoder) -> None:
    """A short text has the same vectors alone as beside a long one."""
    alone = encoder.encode_passages(["bridge"])[0]
    beside = encoder.encode_passages(["bridge", "one " * 60])[0]  # in one batch, 64 tokens wide
    assert np.abs(alone.vector - beside.vector).max() < 1e-5
    assert np.abs(alone.tokens - beside.tokens).max() < 1e-4


def test_vector_has_length_one_and_arrays_agree(encoder: TextEncoder) -> None:
    """Vectors are unit rows in float32; there is one span for each token."""
    for found in encoder.encode_passages(TEXTS):
        assert found.vector.shape == (encoder.dimension,) == (384,)
        assert abs(float(np.linalg.norm(found.vector)) - 1) < 1e-6
        assert found.tokens.shape == (len(found.spans), 384)
        assert found.vector.dtype == found.tokens.dtype == np.float32
        assert found.spans.dtype == np.int32


def test_questions_tell_what_is_halfway_up(encoder: TextEncoder, model_folder_path: Path) -> None:
    """The states that six of twelve layers give; nobody asks passages for them."""
    import torch  # noqa: PLC0415 - seconds
    from transformers import BertModel  # noqa: PLC0415

    (found,) = encoder.encode_questions(["bridge"])
    model = BertModel.from_pretrained(model_folder_path, add_pooling_layer=False).eval()
    ids = torch.tensor([[0, *encoder.ids("query: bridge"), 2]]).long()
    with torch.no_grad():
        states = model(ids, output_hidden_states=True).hidden_states[6][0].numpy()
    assert found.middle is not None
    assert found.middle == pytest.approx(states[-1 - len(found.ids) : -1], abs=1e-3)


def test_questions_and_passages_have_their_own_prompts(encoder: TextEncoder) -> None:
    """The same text reads differently as a question and as a passage."""
    question, passage = encoder.encode_questions(["bridge"]), encoder.encode_passages(["bridge"])
    assert 0.5 < float(question[0].vector @ passage[0].vector) < 0.999
    assert question[0].spans.tolist() == passage[0].spans.tolist() == [[0, 6]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two  words ", ["two", "words"]),
        ("今天 天气", ["今天", "天气"]),
        ("e\u0301te\u0301 cafe\u0301", ["e\u0301te\u0301", "cafe\u0301"]),
        ("Ｔｈｅ １２３", ["Ｔｈｅ", "１２３"]),
        ("ﬁne ㎏ ½", ["ﬁne", "㎏", "½"]),
        ("😀👨\u200d👩!", ["😀", "👨\u200d", "👩", "!"]),
        ("ｶﾞｷﾞ", ["ｶﾞ", "ｷﾞ"]),
        ("\u1112\u1161\u11ab글", ["\u1112\u1161\u11ab글"]),
        ("עולם", ["עולם"]),
        ("a～b", ["a", "～", "b"]),
        ("a </s> b", ["a", "</s>", "b"]),
        ("\u0301start", ["\u0301", "start"]),
        ("line\r\n\tend", ["line", "end"]),
        ("", []),
        (" \n ", []),
        ("\ud83d", ["\ud83d"]),
    ],
)
def test_spans_point_into_the_text_as_it_was_given(
    encoder: TextEncoder, text: str, expected: list[str]
) -> None:
    """Normalising, composing and prompts do not move a token's place."""
    assert words(encoder.encode_questions([text])[0], text) == expected
    assert words(encoder.encode_passages([text])[0], text) == expected


@settings(suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60))
def test_spans_are_ordered_and_within_any_text(encoder: TextEncoder, text: str) -> None:
    """Spans never are empty, never begin or end with a space, never go backwards."""
    found = encoder.encode_passages([text])[0]
    for start, end in found.spans.tolist():
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert np.all(np.diff(found.spans, axis=0) >= 0)
    assert np.isfinite(found.vector).all()


def test_length_is_counted_with_prompt_and_special_tokens(encoder: TextEncoder) -> None:
    """<s> ▁passage : ▁one ▁two </s> are six tokens; a text of exactly 512 is read."""
    assert encoder.n_tokens("one two") == 6
    assert encoder.n_tokens("one " * 508) == 512
    assert len(encoder.encode_passages(["one " * 508])[0].spans) == 508


def test_text_that_is_too_long_is_refused_and_never_cut(encoder: TextEncoder) -> None:
    """One token too many is an error that says so, for passages and questions."""
    with pytest.raises(TextTooLongError, match=r"the passage 'one .* has 513 tokens, at most 512"):
        encoder.encode_passages(["short", "one " * 509])
    with pytest.raises(TextTooLongError, match=r"the question 'one .* make it shorter"):
        encoder.encode_questions(["one " * 509])


def test_order_is_kept_and_none_is_nothing(encoder: TextEncoder) -> None:
    """Batches are sorted by length inside; results come in the order of the texts."""
    together = encoder.encode_passages(TEXTS)
    for text, found in zip(TEXTS, together, strict=True):
        assert float(found.vector @ encoder.encode_passages([text])[0].vector) > 0.99999
    assert encoder.encode_passages([]) == []


def test_threads_do_not_disturb_each_other(encoder: TextEncoder) -> None:
    """Questions asked at once have the vectors they have alone."""
    alone = [encoder.encode_questions([text])[0].vector for text in TEXTS[:5]]
    with ThreadPoolExecutor(5) as pool:
        at_once = pool.map(lambda text: encoder.encode_questions([text])[0].vector, TEXTS[:5] * 4)
    for row, vector in enumerate(at_once):
        assert np.abs(vector - alone[row % 5]).max() < 1e-6


@given(lengths=st.lists(st.integers(1, 512), max_size=60))
def test_batches_hold_each_row_once_and_are_bounded(lengths: list[int]) -> None:
    """No padded batch has more tokens than the longest text may have, 512."""
    batches = list(_batches(lengths))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[row] for row in batch) <= 512 for batch in batches)


def test_opening_the_bundled_model_needs_no_framework(model_cache: Path) -> None:
    """torch, transformers and onnx stay unimported: starting takes a second, not ten."""
    code = (
        "import sys; from pathlib import Path; from onrecord.index.encoding.model import *;"
        f"load_encoder(EncoderSettings(Path({str(model_cache)!r}))).encode_questions(['a']);"
        "print({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "set()"


def test_questions_and_few_passages_need_no_whole_tokenizer(
    model_cache: Path, encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which takes most of a second to load; many passages load it, once, and are cut the same."""
    loaded: list[str] = []

    def load(path: str) -> Tokenizer:
        loaded.append(path)
        return Tokenizer.from_file(path)

    monkeypatch.setattr("onrecord.index.encoding.model.Tokenizer", SimpleNamespace(from_file=load))
    fresh = load_encoder(EncoderSettings(model_cache, n_threads=1))
    (ours,), (theirs,) = (each.encode_questions(["Which bridge?"]) for each in (fresh, encoder))
    assert (loaded, (ours.vector == theirs.vector).all()) == ([], True)
    assert (fresh.n_tokens("one two"), loaded) == (6, [])
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(fresh.n_tokens, ["one two", "one"] * 60)) == [6, 5] * 60
    assert len(loaded) == 1


def test_adapter_is_for_the_bundled_model(tmp_path: Path) -> None:
    """An adapter beside another model is a mistake, not something to ignore."""
    chosen = EncoderSettings(tmp_path, model=str(tmp_path), adapter=tmp_path / "a.safetensors")
    with pytest.raises(ModelNotFoundError, match="fits the bundled model only"):
        load_encoder(chosen)


def test_fake_encoder_keeps_the_protocol() -> None:
    """What the unit tests use in its place: hand-written vectors, one token a word."""
    fake: Encoder = FakeEncoder(dimension=2, vectors={"bridge": (3.0, 0.0), "river": (0.0, 4.0)})
    found = fake.encode_passages(["Bridge, river"])[0]
    assert found.vector.tolist() == pytest.approx([0.6, 0.8])
    assert found.tokens.tolist() == [[3, 0], [0, 4]]
    assert found.spans.tolist() == [[0, 6], [8, 13]]
    assert fake.n_tokens("Bridge, river") == 5


def test_tokens_keep_their_numbers(encoder: TextEncoder) -> None:
    """The numbers of a text's tokens are those that it has by itself, in three languages."""
    for text in ("Pears ripen late.", "梨子熟得晚。", "Birnen reifen spät."):
        (found,) = encoder.encode_passages([text])
        assert len(found.ids) == len(found.spans)
        assert set(found.ids.tolist()) <= set(encoder.ids(text).tolist())
        assert found.ids[-1] == encoder.ids(text)[-1]
