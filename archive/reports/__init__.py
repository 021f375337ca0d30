"""Reports as they stand: whole records, lists, and the way from a text to its pixels."""
