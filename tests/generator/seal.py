"""A round red seal as SVG, as stamped under Chinese official papers."""

import math


def _star(radius: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5
        points.append(f"{reach * math.sin(angle):.2f},{-reach * math.cos(angle):.2f}")
    return " ".join(points)


def _arc(name: str, radius: float) -> str:
    """The name's characters along the upper arc, each turned outwards."""
    size = min(16.0, 300.0 / max(len(name), 1))
    span = min(250.0, 20.0 * len(name))
    step = span / max(len(name) - 1, 1)
    return "".join(
        f'<text transform="rotate({-span / 2 + step * i:.1f}) translate(0 {-radius})" text-anchor="middle" '
        f'font-size="{size:.1f}">{ch}</text>'
        for i, ch in enumerate(name)
    )


def seal_svg(name: str, turn: float = 0.0, opacity: float = 0.75, colour: str = "#d4201f") -> str:
    """A seal of 120 units across that fills its container; ``turn`` in degrees."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -60 120 120" width="100%" height="100%">'
        f'<g transform="rotate({turn:.1f})" fill="{colour}" fill-opacity="{opacity}" font-family="Noto Serif CJK SC">'
        f'<circle r="56" fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="3.2"/>'
        f'<polygon points="{_star(18)}"/>{_arc(name, 38)}</g></svg>'
    )
