"""What each known mistake gives at a line of the solution, as a formula in the lines before it."""
