"""One line: which values an honest student may have there, and what a wrong one shows."""
