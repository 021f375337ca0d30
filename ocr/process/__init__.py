"""Child processes that read pages, and what they may use."""
