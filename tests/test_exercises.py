"""The exercises of the courses: each has its bundled problems, and `problems/README.md` lists them.

`pytest tests/test_exercises.py --force-regen` writes the page's lists again.
"""

import re
import shlex

import pytest
from bundled_page import MADE, PAGE, TABLE, exercises, made
from portable_markdown import lint

from backprop_cli.cli.main import run
from backprop_cli.problem.bundled import catalogue, names

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
