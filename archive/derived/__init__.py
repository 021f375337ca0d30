"""What the archive derives from readings and people's words: observations, findings, and a report's row."""
