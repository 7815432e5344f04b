"""What people write above what says who they are: the head of a column in a form, a line of their sheet."""

from __future__ import annotations

FIRST, LAST = "first name", "last name"
WHO_HEADS = {
    "student": "student", "name": "student", "full name": "student", "student name": "student",
    "your name": "student", "first name": FIRST, "given name": FIRST, "firstname": FIRST, "last name": LAST,
    "surname": LAST, "family name": LAST, "lastname": LAST, "id": "id", "student id": "id",
    "id number": "id", "student number": "id", "matriculation number": "id", "email": "email",
    "e-mail": "email", "email address": "email", "e-mail address": "email",
}  # fmt: skip
"""As forms and learning platforms have it as well, and what each says: a part of `Who`, `FIRST` or `LAST`."""


def who_head(written: str) -> str:
    """What a head says; nothing where it says something else."""
    return WHO_HEADS.get(" ".join(written.casefold().split()), "")
