"""Who may change things: archivists, kept in the archive's database, signed in through Flask-Security."""
