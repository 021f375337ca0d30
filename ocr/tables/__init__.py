"""A page made ready -> tables of cells, by ruling lines and by the places of the words."""
