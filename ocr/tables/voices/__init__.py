"""What speaks for and against a reading beside the first reader: other models, the page's own digits and marks."""
