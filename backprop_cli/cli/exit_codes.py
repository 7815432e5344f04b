"""How a process ends that did not work through."""

INTERRUPTED = 130
"""As shells say it of a process that Ctrl-C ended."""
