"""A neural network as a function from array to array, run by OpenVINO where it is installed, else by ONNX Runtime."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.errors import EngineMissing

Floats = NDArray[np.float32]
Session = Callable[[Floats], Floats]
"""Runs the network on one batch. The answer may be overwritten by the next call: copy what is kept."""


def runtime() -> str:
    """The runtime that `open_session` uses: `openvino` or `onnxruntime`; raises `EngineMissing` where neither is."""
    for name in ("openvino", "onnxruntime"):
        if find_spec(name):
            return name
    raise EngineMissing("Neither openvino nor onnxruntime is installed.", "Run: pip install onnxruntime")


def open_session(model: Path, threads: int) -> Session:
    """Load a model once; the session belongs to one thread. Raises `EngineMissing` where it cannot be loaded."""
    opener = _open_openvino if runtime() == "openvino" else _open_onnxruntime
    try:
        return opener(model, threads)
    except Exception as error:  # both runtimes raise bare RuntimeError and classes of their own
        raise EngineMissing(
            f"The model {model.name} cannot be loaded: {error}", "Install its package again."
        ) from error


def _open_openvino(model: Path, threads: int) -> Session:
    import openvino

    # Pinned, the processes of one machine would all sit on its first core.
    settings: dict[str, Any] = {
        "INFERENCE_NUM_THREADS": str(threads),
        "NUM_STREAMS": "1",
        "PERFORMANCE_HINT": "LATENCY",
        "ENABLE_CPU_PINNING": False,
    }
    request = openvino.Core().compile_model(str(model), "CPU", settings).create_infer_request()

    def run(batch: Floats) -> Floats:
        request.infer([batch], share_inputs=True)
        answer: Floats = request.get_output_tensor().data
        return answer

    return run


def _open_onnxruntime(model: Path, threads: int) -> Session:
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False  # the arena never gives memory back
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(batch: Floats) -> Floats:
        answer: Floats = session.run(None, {name: batch})[0]
        return answer

    return run
