"""A file and what it carries: its kind, its pictures, its text layer."""
