"""The words that a page has of itself: the heads of its tables, what stands before its reasons."""

from __future__ import annotations

from backprop_cli.words.say import mark

QUANTITY, WORKING, VALUE = mark("Quantity"), mark("Working"), mark("Value")
"""The heads of worked quantities."""
HERE = mark("Here {reasons}.")
"""Why the sides of the formulas above are equal."""
NEW_VALUE = mark("new {name}")
"""A value after the update in a sentence, where a line of its own begins with `w :=`."""
TOO_LONG = mark("one side is too long for a formula block; the terminal page shows it")
