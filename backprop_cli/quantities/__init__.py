"""Names as data: what a quantity is, how its name is written and read, and how others spell it."""
