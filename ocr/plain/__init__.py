"""Markdown, plain text, HTML and DOCX -> typeset pages and the values of their tables."""
