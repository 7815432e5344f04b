"""The known mistakes: their table, and what each gives at a line of the solution."""
