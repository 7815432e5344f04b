"""Marking: what a student wrote, judged line by line by what the student wrote before it."""
