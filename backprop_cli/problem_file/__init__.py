"""Problem files: YAML -> Problem, every fault with its place; the schema; the bundled problems."""
