"""What an office's name says: how names are compared, the kind of office, its region, its slug. Pure functions."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from archive.offices.regions import Path, place

# A slug stays well below what file systems and URLs bear.
_SLUG_LENGTH = 96

_NOT_IN_NAMES = re.compile(r"[\s·•.,、，。:：;；\"'“”‘’<>《》\[\]【】]+")
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class OfficeName:
    """A name taken apart. `identity` is equal for two names of one office: its region and its name without the region.

    `ambiguous` is True where the name alone does not tell which of several places' offices it is.
    """

    name: str
    region: Path
    kind: str | None
    identity: str
    ambiguous: bool

    def within(self, region: Path) -> "OfficeName":
        """The same name in a region that is known from elsewhere."""
        identity = "/".join(region) + "#" + self.identity.partition("#")[2]
        return replace(self, region=region, identity=identity, ambiguous=False)


def understand(raw: str) -> OfficeName:
    """Take a printed name apart; raises ValueError for one that is empty."""
    name = clean(raw)
    if not name:
        raise ValueError("an office needs a name")
    head = next((head for head in _data()["heads"]["names"] if name.startswith(head)), "")
    placed = place(name.removeprefix(head))
    core = head + placed.rest
    kind = kind_of(core) or kind_of(name)
    identity = "/".join(placed.region) + "#" + core
    unplaced = not placed.region and kind == "township"
    return OfficeName(name, placed.region, kind, identity, placed.ambiguous or unplaced)


def clean(raw: str) -> str:
    """A name as it is kept: NFKC, without white space and stray punctuation at any place."""
    text = _NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", raw)).strip("()-_/")
    # Once more: what stood apart may combine now.
    return unicodedata.normalize("NFKC", text)


def kind_of(name: str) -> str | None:
    """The kind that the longest known ending of a name tells, None where none is known."""
    endings = _endings()
    for length in range(min(len(name), max(map(len, endings))), 0, -1):
        if kind := endings.get(name[-length:]):
            return kind
    return None


def slug(name: str) -> str:
    """The name in pinyin, syllables joined by hyphens: 西工区 -> xi-gong-qu. Empty where nothing can be spelled."""
    # Imported here: its phrase dictionary takes a quarter of a second, and few commands spell a name.
    from pypinyin import lazy_pinyin

    words = [word for word in _words().split(clean(name)) if word]
    spelled = "-".join(lazy_pinyin(words, errors=lambda other: other.lower()))
    return _NOT_IN_SLUGS.sub("-", spelled).strip("-")[:_SLUG_LENGTH].strip("-")


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files(__package__) / "names.toml").read_text(encoding="utf-8"))


@cache
def _words() -> re.Pattern[str]:
    return re.compile("(" + "|".join(map(re.escape, _data()["spelling"]["words"])) + ")")


@cache
def _endings() -> dict[str, str]:
    return {ending: kind for kind, endings in _data()["kinds"].items() for ending in endings}
