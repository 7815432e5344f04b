"""Why a network has no such quantity: the same answer for `ask` in a file, `--only` and a student's sheet."""
