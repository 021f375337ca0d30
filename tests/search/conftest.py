"""Hypothesis without a deadline: the first folding loads its tables, and the machine may be busy."""

from hypothesis import settings

settings.register_profile("busy", deadline=None)
settings.load_profile("busy")
