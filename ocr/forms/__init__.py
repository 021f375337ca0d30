"""Tables of cells -> the form: labels aligned, values read, observations."""
