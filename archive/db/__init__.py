"""The database: tables, engines and migrations, on SQLite and PostgreSQL alike."""
