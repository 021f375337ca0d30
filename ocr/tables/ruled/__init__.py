"""Ruling lines, found in pixels or drawn by a digital page -> tables of cells."""
