"""The domain and the archive itself: records, forms, relations, storage and the intake workflow."""
