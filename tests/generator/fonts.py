"""The fonts that the styles are made of: a missing one would be replaced silently, and a seed would look otherwise."""

import subprocess
from functools import cache

PACKAGES = {
    "Noto S": "fonts-noto-cjk",
    "AR PL UKai": "fonts-arphic-ukai",
    "AR PL UMing": "fonts-arphic-uming",
    "WenQuanYi Zen Hei": "fonts-wqy-zenhei",
    "WenQuanYi Micro Hei": "fonts-wqy-microhei",
    "Liberation": "fonts-liberation",
    "DejaVu": "fonts-dejavu-core",
}
"""Debian's packages by the beginning of their fonts' names."""


class FontsMissing(Exception):
    """Fonts of a style are not installed; names them and the packages that hold them."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        packages = {package for start, package in PACKAGES.items() for name in missing if name.startswith(start)}
        super().__init__(f"Fonts not installed: {', '.join(missing)}. Install: {' '.join(sorted(packages))}")


@cache
def installed() -> frozenset[str]:
    """The families that fontconfig knows."""
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))


def require(names: tuple[str, ...]) -> None:
    """Raises FontsMissing unless all are installed; an empty name needs nothing."""
    missing = tuple(sorted({name for name in names if name and name not in installed()}))
    if missing:
        raise FontsMissing(missing)
