"""Remarks in the margin, as a good tutor writes them: a table of rules, one file per kind."""
