"""The way to a cell without ruling lines: by the places of the words alone."""
