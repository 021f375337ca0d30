"""The index over the records: documents, queries, engines."""
