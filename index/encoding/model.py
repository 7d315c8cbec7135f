"""Finding a model and making an encoder of it: the bundled one, a folder, or a hub id.

torch, transformers and sentence-transformers take seconds to import. They are imported for models
only which `onrecord.index.encoding.bert_graph` can't write down.
"""

import hashlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from tokenizers import Tokenizer

from onrecord.index.encoding.encoder import Cutters, Late, Network, Prompts, TextEncoder, Tokens
from onrecord.index.encoding.model_folder import GRAPH, PIECES, bundled_model
from onrecord.index.encoding.pieces import PieceTable
from onrecord.index.encoding.runtimes import Run, Runtime, onnx_run
from onrecord.index.errors import ModelDamagedError, ModelNotFoundError

__all__ = ["N_THREADS", "EncoderSettings", "load_encoder"]

_FIRST_POSITIONS: Final = {"bert": 0, "xlm-roberta": 2}  # of the model types that BERT graphs fit
_HUB_FILES: Final = ["*.json", "*.safetensors", "*.txt", "*.model"]  # no pickles
_HUB_VARIANTS: Final = ["onnx/*", "openvino/*"]  # the same weights once more
_Open: TypeAlias = Callable[[int], Run]  # on so many threads
N_THREADS: Final = 2
"""Of one question's encoding."""

_FEW: Final = 100
"""Passages that are cut by the table, at 5 ms each: the tokenizer takes 0.8 s to load."""

_POOLINGS: Final[dict[str, Literal["mean", "cls"]]] = {
    "mean": "mean",
    "cls": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
}


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which model encodes, and how.

    `model` is a SentenceTransformer folder or hub id, None for the bundled model, which is decoded
    into `cache`. `adapter` is a low-rank update of the bundled model. `prompts` replace those that
    the model's folder names. `runtime` runs the bundled model where many passages come, `asking`
    where few do, and questions; others are run in float32.
    """

    cache: Path
    model: str | None = None
    adapter: Path | None = None
    prompts: Prompts | None = None
    n_threads: int = N_THREADS
    runtime: Runtime = field(default_factory=Runtime)
    asking: Runtime = field(default_factory=Runtime)


def load_encoder(settings: EncoderSettings) -> TextEncoder:
    """Make an encoder, in onnxruntime where the model allows it, otherwise in torch.

    Raises
    ------
    ModelNotFoundError
        If there is no such model.
    ModelDamagedError
        If it cannot be read.
    """
    if settings.model is None:
        folder = bundled_model(settings.cache, settings.adapter)
        label, identity = "multilingual-e5-small", folder.stem
        ways = (settings.asking, settings.runtime)
        opened = tuple(partial(each.open, folder / GRAPH) for each in ways)
    elif settings.adapter is not None:
        raise ModelNotFoundError(
            f"the adapter {settings.adapter} fits the bundled model only, not {settings.model}"
        )
    else:
        folder = _folder(settings.model)
        label, identity = Path(settings.model).name, _digest(folder)
        opened = ()
    try:
        parts = _onnx_parts(folder, settings.n_threads, opened)
        parts = parts or _torch_parts(folder, settings.n_threads)
    except Exception as error:
        raise ModelDamagedError(
            f"cannot load {folder} as a SentenceTransformer: {' '.join(str(error).split())}"
        ) from error
    prompts = settings.prompts or parts.prompts
    seen = json.dumps([identity, astuple(prompts), parts.max_tokens])
    name = f"{label}-{hashlib.sha256(seen.encode()).hexdigest()[:16]}"
    return TextEncoder(
        name, parts.cutters, parts.network, prompts, parts.max_tokens,
        load_for_many=parts.load_for_many,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a model's folder gives to an encoder."""

    cutters: Cutters
    network: Network
    prompts: Prompts
    max_tokens: int
    load_for_many: Callable[[], Network] | None = None


def _folder(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download  # noqa: PLC0415  # slow, and rarely needed

    try:
        return Path(
            snapshot_download(model, allow_patterns=_HUB_FILES, ignore_patterns=_HUB_VARIANTS)
        )
    except (OSError, ValueError) as error:
        raise ModelNotFoundError(
            f"{model} is neither a folder nor a model that can be had from the hub; "
            "name a SentenceTransformer folder, or no model to use the bundled one"
        ) from error


def _digest(folder: Path) -> str:
    """Hash the weights and settings of a model; half a second for 500 MB."""
    files = [path for pattern in _HUB_FILES for path in folder.glob(f"**/{pattern}")]
    variants = {pattern.partition("/")[0] for pattern in _HUB_VARIANTS}
    digest = hashlib.sha256()
    for path in sorted(set(files)):
        if path.relative_to(folder).parts[0] in variants:
            continue
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _onnx_parts(folder: Path, n_threads: int, opened: Sequence[_Open]) -> _Parts | None:
    """Load a model whose network is a BERT graph; None for any other, or without onnxruntime."""
    if any(importlib.util.find_spec(name) is None for name in ("onnx", "onnxruntime")):
        return None
    config = _read(folder / "config.json")
    sentence = _read(folder / "sentence_bert_config.json")
    pooling = _pooling(folder)
    files = (folder / name for name in ("model.safetensors", "tokenizer.json"))
    first = _FIRST_POSITIONS.get(config.get("model_type", ""))
    lower_case = sentence.get("do_lower_case", False)
    if first is None or pooling is None or lower_case or not all(map(Path.is_file, files)):
        return None
    try:
        one, many = opened or [partial(onnx_run, _graph(folder), folder)] * 2
    except ValueError:
        return None
    from onrecord.index.encoding.networks import OnnxNetwork  # noqa: PLC0415

    def load(opened: _Open, n_threads: int) -> Network:
        return OnnxNetwork(opened(n_threads), config["hidden_size"], pooling, first)

    limits = [
        sentence.get("max_seq_length"),
        _read(folder / "tokenizer_config.json").get("model_max_length"),
        config["max_position_embeddings"] - first,
    ]
    max_tokens = min(int(limit) for limit in limits if limit is not None)
    prompts = _prompts(_read(folder / "config_sentence_transformers.json").get("prompts", {}))
    for_many = None if n_threads == 1 and many is one else partial(load, many, 1)
    return _Parts(_cutters(folder), load(one, n_threads), prompts, max_tokens, for_many)


def _cutters(folder: Path) -> Cutters:
    """Where there is a table of pieces, the tokenizer is loaded when many passages come."""
    late = Late(lambda: _uncut(Tokenizer.from_file(str(folder / "tokenizer.json"))))
    if not (folder / PIECES).is_file():
        whole = late().encode_batch
        return Cutters(whole, whole)
    table = PieceTable(folder / PIECES)
    n_passages = 0

    def cut_passages(texts: list[str]) -> Sequence[Tokens]:
        nonlocal n_passages
        n_passages += len(texts)
        return table.cut(texts) if n_passages <= _FEW else late().encode_batch(texts)

    return Cutters(table.cut, cut_passages)


def _uncut(tokenizer: Tokenizer) -> Tokenizer:
    """Keep a tokenizer from cutting texts off and filling them up."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _graph(folder: Path) -> bytes:
    from onrecord.index.encoding.bert_graph import bert_graph  # noqa: PLC0415  # onnx takes 0.3 s to import

    return bert_graph(folder)


def _torch_parts(folder: Path, n_threads: int) -> _Parts:
    import torch  # noqa: PLC0415  # seconds
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # seconds

    from onrecord.index.encoding.networks import TorchNetwork  # noqa: PLC0415

    torch.set_num_threads(n_threads)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    tokenizer = _uncut(Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str()))
    cutters = Cutters(tokenizer.encode_batch, tokenizer.encode_batch)
    return _Parts(cutters, TorchNetwork(model), _prompts(model.prompts), model.max_seq_length)


def _prompts(named: dict[str, str]) -> Prompts:
    return Prompts(named.get("query", ""), named.get("passage", "") or named.get("document", ""))


def _pooling(folder: Path) -> Literal["mean", "cls"] | None:
    """Tell how token vectors become one, where it is one of the two ways done here."""
    modules = [module["type"].rpartition(".")[2] for module in _read(folder / "modules.json") or []]
    config = _read(folder / "1_Pooling" / "config.json")
    if modules[:2] != ["Transformer", "Pooling"] or set(modules[2:]) - {"Normalize"}:
        return None
    if not config.get("include_prompt", True):
        return None
    older = [key for key, on in config.items() if key.startswith("pooling_mode_") and on is True]
    mode = config.get("pooling_mode") or "+".join(older)
    return _POOLINGS.get(mode) if isinstance(mode, str) else None


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
