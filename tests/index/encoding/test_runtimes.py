"""What a network is computed by, and in what numbers."""

import logging
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from onrecord.index.building.collection import Collection
from onrecord.index.encoding.compute import Compute, n_cores
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import GRAPH
from onrecord.index.encoding.runtimes import Runtime

INPUTS = {
    "input_ids": np.array([[0, 41, 1294, 2]], np.int32),
    "position_ids": np.arange(4, dtype=np.int32)[None],
    "attention_mask": np.ones((1, 4), np.int32),
}


class _Request:
    """Gives back the token numbers, each as often as the model is wide."""

    def infer(self, inputs: Mapping[str, Any]) -> None:
        self._found = np.repeat(inputs["input_ids"][..., None], 384, axis=2).astype(np.float32)

    @property
    def output_tensors(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(data=self._found)] * 2


class _OpenVino:
    """As the library reports it of a processor; `compiled` are the settings that it was given."""

    __version__ = "2026.4.1-22982"
    Type = SimpleNamespace(f32="f32")

    def __init__(self, able: list[str], fault: Exception | None = None) -> None:
        self._able, self._fault = able, fault
        self.compiled: list[dict[str, Any]] = []
        self.n_requests = 0
        self.has_met_numpy = False

    def Tensor(self, kind: str, shape: list[int]) -> SimpleNamespace:  # noqa: N802
        self.has_met_numpy = True
        return SimpleNamespace(data=np.zeros(shape, kind.replace("f32", "f4")))

    def Core(self) -> "_OpenVino":  # noqa: N802  # the library's name
        return self

    def get_property(self, device: str, name: str) -> list[str]:
        assert (device, name) == ("CPU", "OPTIMIZATION_CAPABILITIES")
        return self._able

    def read_model(self, path: Path) -> Path:
        return path

    def compile_model(self, path: Path, device: str, config: dict[str, Any]) -> "_OpenVino":
        assert path.is_file()
        assert device == "CPU"
        assert self.has_met_numpy, "two threads that run it at once may wait forever"
        if self._fault:
            raise self._fault
        self.compiled.append(config)
        return self

    def create_infer_request(self) -> _Request:
        self.n_requests += 1
        return _Request()


def reported(monkeypatch: pytest.MonkeyPatch, *able: str, **more: Any) -> _OpenVino:
    """Let a library stand in that reports this of the processor."""
    library = _OpenVino(list(able), **more)
    monkeypatch.setitem(sys.modules, "openvino", library)
    return library


@pytest.mark.parametrize(
    ("able", "compute", "told"),
    [
        (["FP32", "BF16"], Compute.AUTO, "bfloat16 (OpenVINO 2026.4.1)"),
        (["FP32", "BF16"], Compute.BFLOAT16, "bfloat16 (OpenVINO 2026.4.1)"),
        (["FP32", "BF16"], Compute.FLOAT32, "float32 (as it is set)"),
        (["FP32"], Compute.AUTO, "float32 (this processor has no bfloat16)"),
        (["FP32"], Compute.BFLOAT16, "float32 (this processor has no bfloat16)"),
    ],
)
def test_the_library_tells_what_the_processor_has(
    able: list[str], compute: Compute, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked, not guessed."""
    reported(monkeypatch, *able)
    assert str(Runtime.chosen(compute)) == told


def test_who_asks_for_what_cannot_be_had_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """In a line; nobody else is."""
    reported(monkeypatch, "FP32")
    Runtime.chosen(Compute.AUTO)
    assert not caplog.messages
    Runtime.chosen(Compute.BFLOAT16)
    assert caplog.messages == [
        "computing in float32 instead of bfloat16: this processor has no bfloat16"
    ]


def test_without_the_library_it_is_float32_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """By itself in silence; where bfloat16 was asked for, in a line."""
    monkeypatch.setitem(sys.modules, "openvino", None)
    found = "float32 (OpenVINO isn't installed: pip install 'onrecord[bfloat16]')"
    assert str(Runtime.chosen(Compute.AUTO)) == found
    assert not caplog.messages
    assert str(Runtime.chosen(Compute.BFLOAT16)) == found
    (line,) = caplog.messages
    assert line.endswith("isn't installed: pip install 'onrecord[bfloat16]'")


def test_a_graph_that_fails_is_run_in_float32(
    model_folder_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says why; what is opened after it isn't tried again, and the status tells."""
    reported(monkeypatch, "BF16", fault=RuntimeError("no such\n  operator"))
    runtime = Runtime.chosen(Compute.AUTO)
    for _ in range(2):
        found = runtime.open(model_folder_path / GRAPH, 1)(INPUTS)
    assert np.array_equal(found, Runtime().open(model_folder_path / GRAPH, 1)(INPUTS))
    assert str(runtime) == f"float32 (OpenVINO can't run {GRAPH}: no such operator)"
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


def test_both_precisions_make_vectors_of_one_name(
    model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index takes them side by side: it is the weights that are named, not what runs them."""
    library = reported(monkeypatch, "BF16")
    runtime = Runtime.chosen(Compute.AUTO)
    plain = load_encoder(EncoderSettings(model_cache))
    encoder = load_encoder(EncoderSettings(model_cache, runtime=runtime))
    assert encoder.name == plain.name
    asked = [each.encode_questions(["bridge"])[0].vector for each in (encoder, plain)]
    assert np.array_equal(*asked)
    assert library.compiled == []  # questions are encoded as ever
    found = encoder.encode_passages(["bridge"] * 16)[0]
    assert found.tokens[0].tolist() == [float(found.ids[0])] * 384
    each = {"NUM_STREAMS": n_cores(), "INFERENCE_NUM_THREADS": n_cores()}  # of a thread, many
    assert library.compiled == [{"INFERENCE_PRECISION_HINT": "bf16"} | each]


def test_questions_are_asked_in_bfloat16_where_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself only what is stored is: rounded, a question may show another third quote."""
    reported(monkeypatch, "BF16")
    told = {
        each: Collection(tmp_path, tmp_path, tmp_path, compute=each).asking.precision
        for each in Compute
    }
    assert told == {
        Compute.AUTO: Compute.FLOAT32,
        Compute.FLOAT32: Compute.FLOAT32,
        Compute.BFLOAT16: Compute.BFLOAT16,
    }


def test_each_thread_has_a_request_of_its_own(
    model_folder_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request holds what goes in and comes out: two callers must not share one."""
    library = reported(monkeypatch, "BF16")
    run = Runtime.chosen(Compute.AUTO).open(model_folder_path / GRAPH, 1)
    for _ in range(2):
        run(INPUTS)
    other = threading.Thread(target=run, args=(INPUTS,))
    other.start()
    other.join()
    assert library.n_requests == 2


def test_the_real_library_computes_the_same(model_folder_path: Path) -> None:
    """In whatever numbers: bfloat16 where the processor has it, float32 elsewhere."""
    pytest.importorskip("openvino", reason="an extra")
    from onrecord.index.encoding.runtimes import _OpenVino as Real  # noqa: PLC0415

    wanted = Runtime().open(model_folder_path / GRAPH, 1)(INPUTS)
    for precision, least in (("f32", 0.999999), ("bf16", 0.999)):
        told = Real(model_folder_path / GRAPH, 1, precision)(INPUTS)
        for found, expected in zip(told, wanted, strict=True):
            assert found.shape == expected.shape
            lengths = np.linalg.norm(found, axis=2) * np.linalg.norm(expected, axis=2)
            assert ((found * expected).sum(axis=2) / lengths).min() > least
