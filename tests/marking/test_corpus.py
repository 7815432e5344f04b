"""Published examples marked as sheets: what their authors got right is right, and their errors are caught.

The numbers, and how far each is off, are those of `tests/reference/*.published.yaml`.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from test_reference import FILES, problem_file

from backprop_cli import derive, load
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import read_number

FALSE_DIGITS = {
    *(("published_prakash_jay_3_3_3_3", f"a3[{unit}]") for unit in (1, 2)),
    ("published_stevenmiller_mind", "z2[1]"),
}
"""Lines with five digits worked from outputs that were cut to two or three: the others are false."""
PUBLISHED = [path for path in FILES if "published" in path.name]
ERRORS = {"wrong", "rounded-intermediates"}
"""Severities of what an author has otherwise than the truth, beyond the last digit."""


def severities(path: Path) -> set[str]:
    """What is noted of the lines that differ from the truth."""
    differs = yaml.safe_load(path.read_text(encoding="utf-8")).get("differs", {})
    return {note["severity"] for note in differs.values()}


WITH_ERRORS = [path for path in PUBLISHED if severities(path) & ERRORS]


def verdicts(path: Path, folder: Path) -> tuple[dict[str, Verdict], Mapping[str, Mapping[str, str]]]:
    """Each printed line's verdict, asking for no more digits than printed; and what differs, with why."""
    record = yaml.safe_load(path.read_text(encoding="utf-8"))
    scheme = Scheme(derive(load(problem_file(record["problem"], folder))))
    answers = [Answer(name, str(text), read_number(str(text))) for name, text in record["values"].items()]
    judged = Judge(scheme, Demands(digits=1)).marked(each for each in answers if each.name in scheme.steps)
    return {each.answer.name: each.verdict for each in judged}, record.get("differs", {})


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_what_the_author_got_right_is_right(path: Path, tmp_path: Path) -> None:
    """Every printed line that does not differ from the truth, or in its last digit at most, is right."""
    found, differs = verdicts(path, tmp_path)
    honest = {
        name: verdict.value
        for name, verdict in found.items()
        if differs.get(name, {}).get("severity", "last-digit") == "last-digit"
    }
    assert honest
    assert set(honest.values()) == {"right"}, honest


@pytest.mark.parametrize("path", WITH_ERRORS, ids=lambda path: path.stem)
def test_the_authors_errors_are_caught(path: Path, tmp_path: Path) -> None:
    """Every line noted as wrong is a slip; rounding on the way is none."""
    found, differs = verdicts(path, tmp_path)
    noted = {name: note["severity"] for name, note in differs.items() if name in found}
    off = {name: severity for name, severity in noted.items() if severity in ERRORS}
    assert off
    assert {name: found[name] in SLIPS for name in off} == {
        name: severity == "wrong" or (path.stem, name) in FALSE_DIGITS for name, severity in off.items()
    }
