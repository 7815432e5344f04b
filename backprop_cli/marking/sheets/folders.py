"""A folder of answers -> the sheets in it, and what else lies there."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from backprop_cli.errors import UsageError, refused
from backprop_cli.marking.sheets.downloads import receipt_of, submission_of
from backprop_cli.marking.sheets.formats.documents import ENDINGS
from backprop_cli.marking.sheets.receipts import LIST, says_nothing

SUFFIXES = (
    *(".yaml", ".yml", ".json", ".csv", ".tsv", ".md", ".markdown", ".txt", ".ipynb", ".html", ".htm"),
    *ENDINGS,
)
MOST_FILES = 20_000
OF_SYSTEMS = ("thumbs.db", "desktop.ini", "icon\r", ".ds_store", LIST)
"""Files that Windows, macOS and a download from Gradescope leave in folders, in small letters."""
OF_BRIGHTSPACE = "index.html"
"""The page on which Brightspace lists what it has put beside it."""
OF_ARCHIVES = "__MACOSX"
"""The folder in which macOS puts what only it needs of an archive."""
OF_PROGRAMS = ("~$", ".~", "._")
"""How the files begin that Word and LibreOffice keep while a document is open, and macOS beside each file."""


class Contents(NamedTuple):
    """What is in a folder and the folders in it."""

    sheets: list[str]
    """Files to mark: by their endings, or the one of a submission that holds none such."""
    others: list[str]
    """Other files, and links to folders, which are not followed."""


def is_sheet(path: str) -> bool:
    """Whether a file's ending is an answer sheet's."""
    return path.lower().endswith(SUFFIXES)


def in_folder(folder: str) -> Contents:
    """The sheets in a folder and its folders, and what else lies there; hidden files are passed over.

    A folder within that cannot be read stands among the sheets, as one that cannot be read; of a submission
    without a sheet so does its first file, be it a hidden one. Raises `UsageError` where there are no
    sheets, or too many files.
    """
    closed: list[str] = []
    linked: list[str] = []

    def pass_over(error: OSError) -> None:
        if error.filename == folder:
            raise refused(f"the folder `{folder}`", error) from None
        closed.append(error.filename)

    found: list[str] = []
    hidden: list[str] = []
    for place, folders, names in os.walk(folder, onerror=pass_over):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each != OF_ARCHIVES)
        linked += filter(os.path.islink, (os.path.join(place, each) for each in folders))
        from_brightspace = any(submission_of(each).sender for each in (*folders, *names))
        for file in sorted(names):
            is_litter = file.startswith(OF_PROGRAMS) or file.lower() in OF_SYSTEMS
            if not (is_litter or (from_brightspace and file == OF_BRIGHTSPACE)):
                (hidden if file.startswith(".") else found).append(os.path.join(place, file))
        if len(found) + len(hidden) > MOST_FILES:
            raise UsageError(f"there are more than {MOST_FILES:,} files in `{folder}`")
    found = _without_receipts(found)
    alone = set(_alone(found, hidden))
    sheets = [path for path in found if is_sheet(path) or path in alone]
    sheets += [*(path for path in hidden if path in alone), *closed]
    if not sheets:
        raise UsageError(f"there is no answer sheet in `{folder}`", f"they end in {', '.join(SUFFIXES)}")
    others = [path for path in found if not is_sheet(path) and path not in alone]
    return Contents(sheets, [*others, *linked])


def _without_receipts(found: list[str]) -> list[str]:
    """Without Blackboard's receipts for other files of theirs, where nothing was typed."""
    receipts = Counter(map(receipt_of, found))
    return [path for path in found if not (receipts[path] > 1 and says_nothing(path))]


def _alone(found: list[str], hidden: list[str]) -> Iterator[str]:
    """The first file of each downloaded submission without a sheet: its student has handed in something."""
    keys = {path: submission_of(path).key for path in (*found, *hidden)}
    told = {keys[path] for path in found if is_sheet(path)} | {""}
    for path, key in keys.items():
        if key not in told:
            told.add(key)
            yield path
