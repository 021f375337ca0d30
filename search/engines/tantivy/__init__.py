"""The embedded engine: tantivy in a folder, no server."""

from search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
