"""Document -> text in one format: a file each behind one protocol, and a plain list."""
