"""The search engines, each a side of `search.engine.SearchEngine`."""
