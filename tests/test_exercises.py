"""The exercises of the courses: each has its bundled problems, and `problems/README.md` lists them.

`pytest tests/test_exercises.py --force-regen` writes the page's lists again.
"""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from bundled_page import MADE, PAGE, TABLE, exercises, made
from exercise_numbers import NUMBERS
from portable_markdown import lint

from backprop_cli import derive, load
from backprop_cli.cli.main import run
from backprop_cli.problem_file.bundled import catalogue, names

REFERENCES = Path(__file__).parent / "reference"
SHOWN = [shown for _, each in exercises() for shown in each.get("shown", ())]


def test_the_page_of_bundled_problems_is_made_of_them(request: pytest.FixtureRequest) -> None:
    """`problems/README.md` lists every bundled problem by course and by topic, and is portable Markdown."""
    text = PAGE.read_text(encoding="utf-8")
    (old,) = MADE.findall(text)
    new = made()
    if request.config.getoption("force_regen") and old != new:
        PAGE.write_text(MADE.sub(lambda _: new, text), encoding="utf-8")
        pytest.fail("the lists in problems/README.md were written again")
    assert old == new
    assert lint(text) == []
    by_course, by_topic = (set(re.findall(r"\((\w+)\.yaml\)", part)) for part in new.split("## By topic"))
    assert by_course == by_topic == set(names())


def test_every_topic_has_its_place() -> None:
    """The topics of the problems are those that the table puts in order, each once."""
    assert sorted(TABLE["topics"]) == sorted({row.topic for row in catalogue()})


def test_the_problems_of_a_course_name_it() -> None:
    """Of each course's exercises at least one has a problem whose source is that course."""
    sources = {row.name: row.source for row in catalogue()}
    for course in TABLE["courses"]:
        named = [name for each in course["exercises"].values() for name in each["problems"]]
        assert any(sources[name].startswith(course["source"]) for name in named)


@pytest.mark.parametrize("shown", SHOWN)
def test_what_shows_an_exercise_runs(shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command of the table gives a page."""
    assert run(["solve", *shlex.split(shown)]) == 0
    assert capsys.readouterr().out


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_of_an_exercise_comes_out(name: str) -> None:
    """What plain numpy works out of the problem's file is what the sheet has, to ten digits."""
    values = derive(load(name)).values
    expected = NUMBERS[name](name)
    assert {key: values.get(key) for key in expected} == pytest.approx(expected, rel=1e-10, abs=1e-15)


def test_every_exercise_has_a_problem_with_numbers_from_elsewhere() -> None:
    """Of each exercise one problem at least is in `exercise_numbers.py` or in `reference/`."""
    files = [yaml.safe_load(each.read_text(encoding="utf-8")) for each in REFERENCES.glob("*.yaml")]
    known = {*NUMBERS, *(Path(each["problem"]).stem for each in files if "\n" not in each["problem"])}
    assert [number for number, each in exercises() if not known & set(each["problems"])] == []


def test_every_exercise_is_there() -> None:
    """A1 to A7, B1 to B7, C1 to C4, D1 to D7, and E."""
    expected = [
        f"{course}{k}" for course, last in zip("ABCD", (7, 7, 4, 7), strict=True) for k in range(1, last + 1)
    ]
    assert [number for number, _ in exercises()] == [*expected, "E"]


def test_two_linear_layers_are_one() -> None:
    """W′ = W²W¹ and b′ = W²b¹ + b² give the output that the two layers give."""
    W1, b1, W2, b2 = [[0.5, 0.1], [-0.4, 0.6]], [0.2, -0.1], [[1, -0.5]], [0.15]
    W, b = np.matmul(W2, W1), np.matmul(W2, b1) + b2
    output = derive(load("two_linear_layers")).values["yhat[1]"]
    assert output == pytest.approx(float((W @ [1, 2] + b)[0]), abs=1e-12)


def test_the_header_counts_the_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """A layer has a weight for each pair of input and unit, and a bias for each unit."""
    sizes = (4, 5, 3, 2)
    weights, biases = sum(n * m for n, m in pairwise(sizes)), sum(sizes[1:])
    assert run(["solve", "counting_parameters"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert f"{weights + biases} parameters: {weights} weights, {biases} biases" in page
