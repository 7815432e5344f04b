"""A student's file -> a sheet: names, numbers, lists and formulas, as they are written."""
