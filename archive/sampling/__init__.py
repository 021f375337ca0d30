"""Sampling (抽检): proof by random values that what the machine is sure of is right."""
