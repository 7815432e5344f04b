"""Problem files: YAML -> Problem (every fault with its place), and Problem -> Graph."""
