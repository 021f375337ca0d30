"""Recognition engines behind one Protocol (`ocr.page.OcrEngine`), chosen by name."""

from dataclasses import dataclass

from archive.errors import SettingsInvalid
from ocr.engines import rapid
from ocr.engines.second import SecondReader
from ocr.engines.sight import Sight
from ocr.page import OcrEngine, ReadLines

NAMES = ("rapidocr", "tesseract")


@dataclass(frozen=True, slots=True)
class Engines:
    """What one process reads with: the engine of the settings, and the sight that geometry needs with every engine.

    `second` reads crops of values again; it shares no model with `reader`.
    """

    reader: OcrEngine
    sight: Sight
    second: ReadLines


def open_engines(name: str) -> Engines:
    """Load the models; raises `EngineMissing` or, for an unknown name, `SettingsInvalid`."""
    sight = Sight()
    if name == "rapidocr":
        return Engines(rapid.RapidEngine(sight), sight, SecondReader())
    if name == "tesseract":
        from ocr.engines.tesseract import TesseractEngine

        return Engines(TesseractEngine(sight), sight, sight.quick.read)
    raise _unknown(name)


def fingerprint(name: str) -> str:
    """What decides the engine's readings, without loading its models; raises as `open_engines`."""
    if name == "rapidocr":
        return rapid.fingerprint()
    if name == "tesseract":
        from ocr.engines import tesseract

        return tesseract.fingerprint()
    raise _unknown(name)


def _unknown(name: str) -> SettingsInvalid:
    return SettingsInvalid(f"There is no recognition engine {name!r}.", f"Choose one of: {', '.join(NAMES)}.")
