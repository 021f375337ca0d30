"""Words -> lines in reading order -> titles, headings and sections."""
