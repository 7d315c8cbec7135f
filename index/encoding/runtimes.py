"""What computes a network: onnxruntime in float32, OpenVINO in bfloat16 where the processor can.

Whether it can is told by OpenVINO, which is an extra: elsewhere it computes what onnxruntime does,
no faster. Both read the same graphs over the same weights, so that the vectors of both mix.
"""

import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.compute import Compute, n_cores

__all__ = ["Run", "Runtime", "onnx_run"]

Floats = npt.NDArray[np.float32]

log = logging.getLogger(__name__)

_meeting = threading.Lock()
"""Held while OpenVINO meets NumPy for the first time, which two threads at once wait for forever.

Of 25 processes in which two began together eight hung.
"""

_SPIN_US: Final = "50"
"""How long a thread waits for the next operator before it sleeps: where nothing else runs, a
question takes a quarter less than with none; where other threads want its core, a quarter more."""

_EXTRA: Final = "pip install 'onrecord[bfloat16]'"
_INSTEAD: Final = "computing in float32 instead of bfloat16: %s"


class Run(Protocol):
    """A graph that is open; safe to call from several threads."""

    def __call__(self, inputs: Mapping[str, npt.NDArray[np.generic]]) -> list[Floats]:
        """Give its outputs, in their order."""
        ...


class Runtime:
    """Opens graphs; `precision` is what the last one computes in, and `why` tells what decided.

    What can't be had is said in a line of the log, and float32 takes its place.
    """

    def __init__(self, precision: Compute = Compute.FLOAT32, why: str = "as it is set") -> None:
        self.precision = precision
        self.why = why

    @classmethod
    def chosen(cls, compute: Compute) -> Self:
        """Choose by what is wanted, installed, and reported of the processor."""
        if compute is Compute.FLOAT32:
            return cls()
        version, lack = _bfloat16()
        if version is not None:
            return cls(Compute.BFLOAT16, f"OpenVINO {version}")
        if compute is Compute.BFLOAT16:
            log.warning(_INSTEAD, lack)
        return cls(Compute.FLOAT32, lack)

    def __str__(self) -> str:
        return f"{self.precision} ({self.why})"

    def open(self, graph: Path, n_threads: int) -> Run:
        """Open a graph whose weights lie beside it.

        On one thread it may run as many times at once as there are cores.
        """
        if self.precision is Compute.BFLOAT16:
            try:
                return _OpenVino(graph, n_threads)
            except Exception as error:  # noqa: BLE001  # of whatever kind: without it, all goes on
                self.precision = Compute.FLOAT32
                self.why = f"OpenVINO can't run {graph.name}: {_in_a_line(error)}"
                log.warning(_INSTEAD, self.why)
        return onnx_run(graph.read_bytes(), graph.parent, n_threads)


def _bfloat16() -> tuple[str | None, str]:
    """Give the version of the OpenVINO that reports bfloat16, and what is lacking where none does.

    Its CPU plugin lists what the processor has instructions for; what is asked for beyond that, it
    computes in float32 and says nothing.
    """
    try:
        import openvino  # noqa: PLC0415  # an extra

        able = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    except ImportError:
        return None, f"OpenVINO isn't installed: {_EXTRA}"
    except Exception as error:  # noqa: BLE001  # a library that is broken stops nobody
        return None, f"OpenVINO doesn't start: {_in_a_line(error)}"
    if "BF16" not in able:
        return None, "this processor has no bfloat16"
    return openvino.__version__.partition("-")[0], ""


def onnx_run(graph: bytes, folder: Path, n_threads: int) -> Run:
    """Open a graph whose weights lie in `folder`, on threads that sleep while there is no work."""
    import onnxruntime  # noqa: PLC0415  # whoever has another encoder does without it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.spin_duration_us", _SPIN_US)
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", str(folder)
    )
    session = onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])

    def run(inputs: Mapping[str, npt.NDArray[np.generic]]) -> list[Floats]:
        found: list[Floats] = session.run(None, inputs)
        return found

    return run


class _OpenVino:
    """A graph in OpenVINO: each thread that calls has a request of its own."""

    def __init__(self, graph: Path, n_threads: int, precision: str = "bf16") -> None:
        import openvino  # noqa: PLC0415  # an extra

        n_streams = n_cores() if n_threads == 1 else 1
        with _meeting:
            _ = openvino.Tensor(openvino.Type.f32, [1]).data
        core = openvino.Core()
        self._model: Any = core.compile_model(
            core.read_model(graph),
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": precision,
                "NUM_STREAMS": n_streams,
                "INFERENCE_NUM_THREADS": n_streams * n_threads,
            },
        )
        self._of_thread = threading.local()

    def __call__(self, inputs: Mapping[str, npt.NDArray[np.generic]]) -> list[Floats]:
        if not hasattr(self._of_thread, "request"):
            self._of_thread.request = self._model.create_infer_request()
        request = self._of_thread.request
        request.infer(inputs)
        return [np.array(each.data, np.float32) for each in request.output_tensors]


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
