"""Named formulas as a graph, and the rewrites from one level of detail to another."""
