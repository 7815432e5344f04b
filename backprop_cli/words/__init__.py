"""Words: every sentence that a reader of a sheet sees, in the language that was chosen.

A sentence stands whole in one of these files, with named holes for what is put in: `say("L is {value}.",
value=Number(…))`. A file per kind of page; `say.py` is the one place where a sentence is looked up.
"""
