"""Gradebooks that a teacher exports and takes back: one file for each kind, and the list of them."""
