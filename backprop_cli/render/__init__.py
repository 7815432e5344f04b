"""Pages: a document as text for a terminal or as Markdown."""
