"""The site's features, a folder each: `views.py` answers requests, `model.py` is pure and shapes what the templates show."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    """Every feature's blueprint, the interface for programs last."""
    from web.pages import api, compare, data, guide, health, home, images, intake, offices, report, review, search, take

    parts = (home, search, report, images, offices, compare, data, intake, review, take, health, guide, api)
    return tuple(part.blueprint for part in parts)
