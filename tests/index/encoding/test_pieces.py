"""A question is cut with few pieces as it is with all of them."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Encoding, Tokenizer

from onrecord.index.encoding.encoder import Tokens
from onrecord.index.encoding.model_folder import PIECES
from onrecord.index.encoding.pieces import PieceTable, build_tokenizer, write_pieces
from onrecord.index.encoding.weights import Pieces

QUESTIONS = Path(__file__).parents[2] / "quality" / "cases.jsonl"
STRANGE = (
    "aä\u0301zßﬁ½㎏ＡＺ～ 東京是的ｶﾞ한글\u1112\u1161עולم"
    "\u200d\ufeff\u00ad\t\n\u3000▁<s>/＜＞😀👩\U0010fffd"
)


@pytest.fixture(scope="module")
def whole(model_folder_path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_folder_path / "tokenizer.json"))


@pytest.fixture(scope="module")
def table(model_folder_path: Path) -> PieceTable:
    return PieceTable(model_folder_path / PIECES)


def said(cut: Tokens | Encoding) -> tuple[object, ...]:
    return cut.ids, cut.tokens, cut.offsets, cut.special_tokens_mask


def test_questions_are_cut_as_with_all_pieces(table: PieceTable, whole: Tokenizer) -> None:
    """Numbers, spelling, offsets and marks, in three languages, with the question's prompt."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    texts = [f"query: {json.loads(line)['question']}" for line in lines]
    assert len(texts) > 200
    assert list(map(said, table.cut(texts))) == list(map(said, whole.encode_batch(texts)))


@given(text=st.lists(st.text(max_size=8) | st.text(STRANGE, max_size=20)).map("".join))
def test_any_text_is_cut_as_with_all_pieces(table: PieceTable, whole: Tokenizer, text: str) -> None:
    """Also what is composed, split, special or unknown."""
    (cut,) = table.cut([text])
    assert said(cut) == said(whole.encode(text))


def test_special_tokens_in_a_text_are_found(table: PieceTable, whole: Tokenizer) -> None:
    """<s> is number 0, <mask> the last; what NFKC makes of a full-width <s> is a piece too."""
    text = "a<s>b <mask></s>＜ｓ＞<unk"
    (cut,) = table.cut([text])
    assert said(cut) == said(whole.encode(text))
    assert {0, 2, 250_001} <= {*cut.ids[1:-1]}


def test_threads_cut_at_once(table: PieceTable, whole: Tokenizer) -> None:
    """One table serves all of them."""
    texts = [f"Which of the {n} bridges 桥 is closed?" for n in range(200)]
    with ThreadPoolExecutor(4) as pool:
        cuts = [cut for (cut,) in pool.map(lambda text: table.cut([text]), texts)]
    assert list(map(said, cuts)) == list(map(said, whole.encode_batch(texts)))


def test_the_lowest_score_counts_though_its_piece_does_not_occur(tmp_path: Path) -> None:
    """`z` alone is unknown: -25 - 10 - 1 with `abc`, and so less than -15 - 15 for `za b c`."""
    scored = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -1.0)]
    scored += [("abc", -1.0), ("za", -15.0), ("b", -7.5), ("c", -7.5), ("q", -25.0)]
    pieces = Pieces((*scored, ("<mask>", 0.0)), 0, 2, 1, 3, {})
    write_pieces(pieces, tmp_path / PIECES)
    (cut,) = PieceTable(tmp_path / PIECES).cut(["zabc x"])
    assert cut.ids == [0, 4, 6, 7, 8, 4, 3, 2]
    assert cut.tokens == ["<s>", "▁", "za", "b", "c", "▁", "x", "</s>"]
    assert said(cut) == said(build_tokenizer(pieces).encode("zabc x"))
