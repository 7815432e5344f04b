"""One sheet and one class: what the verdicts add up to, and whose they are."""
