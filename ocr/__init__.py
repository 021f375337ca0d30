"""From a file to observations: pages, words, tables, values."""
