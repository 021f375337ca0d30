"""What all pages share: language, words for statuses, the layout of forms, the base template and the static files."""
