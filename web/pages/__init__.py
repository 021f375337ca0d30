"""The site's features, a folder each: `views.py` answers requests, `model.py` is pure and shapes what the templates show."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    """Every feature's blueprint, the interface for programs last."""
    from web.pages import (
        api,
        compare,
        data,
        dues,
        guide,
        health,
        home,
        images,
        intake,
        offices,
        questions,
        report,
        review,
        sampling,
        search,
        summary,
        take,
    )

    public = (home, search, report, questions, images, offices, dues, compare, data)
    staff = (intake, review, summary, sampling, take, health)
    parts = (*public, *staff, guide, api)
    return tuple(part.blueprint for part in parts)
