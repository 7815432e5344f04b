"""Data and scripts: what other programs read of a solution, of a marked sheet and of a class."""
