"""The commands: one file each. Nothing but these files knows click."""
