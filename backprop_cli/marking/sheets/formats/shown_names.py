"""What a program shows -> under the names that it shows or prints."""

import re

from backprop_cli.marking.sheets.sides import brackets_opened

_SHOWS = re.compile(r"(?P<shown>[^\W\d][\w.]{0,60}(?:,\s*[^\W\d][\w.]{0,60}){0,9})")
_PRINTS = re.compile(r"print\(\s*(?P<printed>[^\W\d][\w.]{0,60})\s*\)")
_OF_NUMBERS = re.compile(r"\s*\(?(?:\[|[-+]?\.?[0-9]|(?:np\.)?(?:array|tensor|float[0-9]*)\()")


def shown_by(program: str) -> str:
    """The name that a cell shows with its last words, `z1` or `a1 = s(z1); a1`; empty where it is none."""
    last = _SHOWS.fullmatch("".join(_statements(program)[-1:]))
    return last["shown"] if last else ""


def printed_by(program: str) -> list[str]:
    """The names that a cell prints, each by itself, `print(z1)`; none where it prints anything else."""
    prints = [each for each in _statements(program) if "print(" in each]
    found = [_PRINTS.fullmatch(each) for each in prints]
    return [each["printed"] for each in found if each] if all(found) else []


def _statements(program: str) -> list[str]:
    """The statements of a program, those within loops and functions with the room before them."""
    bare = (line.split("#")[0].rstrip(" \t;") for line in program.splitlines())
    lines = filter(None, bare)
    return [part.lstrip() if at else part for line in lines for at, part in enumerate(line.split(";"))]


def pieces(printed: str) -> list[str]:
    """What was printed, a piece for each number and array; an array may take several lines."""
    found, depth = list[list[str]](), 0
    for line in printed.splitlines():
        if depth > 0:
            found[-1].append(line)
        elif line.strip():
            found.append([line])
        depth += brackets_opened(line)
    return ["\n".join(each) for each in found]


def under_names(names: list[str], said: list[str]) -> list[str]:
    """What a program shows with the names that it is of; nothing where that is open, or no numbers."""
    if not all(names) or len(names) != len(said) or not all(map(_OF_NUMBERS.match, said)):
        return []
    pairs = zip(names, said, strict=True)
    return [f"{name} = {' '.join(each.split()) if ',' in name else each}" for name, each in pairs]
