"""How much is worked for one sheet is bounded by counting, however far off it is."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

import backprop_cli
from backprop_cli.errors import Objection
from backprop_cli.marking.judging import searches, unwritten
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.room import Room
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.searches import Searches
from backprop_cli.marking.sheets import lookup
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem.known import Known

PROBLEM: dict[str, Any] = {
    "samples": [{"inputs": [0.5], "targets": [1, 0]}, {"inputs": [-1], "targets": [0.3, 1]}],
    "layers": [
        {
            "weights": [[0.2], [0.5]],
            "biases": [0.1, -0.1],
            "activation": {"name": "leaky_relu", "slope": 0.2},
        },
        {"weights": [[0.6, -0.3], [-0.2, 0.7]], "biases": 0.05, "activation": "elu"},
    ],
    "loss": "mae",
    "optimizer": {
        "name": "rmsprop",
        "learning_rate": 0.05,
        "rho": 0.5,
        "epsilon_inside": True,
        "epsilon": 0.01,
    },
    "training": {"steps": 3},
}
SLIP = "dL@2/dz1[2]@2#2"
"""The line in which a sign is turned."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Searches]:
    """What every reading of the sheets of a test has looked for."""
    begun: list[Searches] = []
    plain = Searches.__init__

    def noted(self: Searches) -> None:
        plain(self)
        begun.append(self)

    monkeypatch.setattr(Searches, "__init__", noted)
    return begun


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines whose room for rounding is worked, each in every world."""
    worked: list[str] = []
    plain = Room._quantity

    def noted(self: Room, name: str) -> Any:
        worked.append(name)
        return plain(self, name)

    monkeypatch.setattr(Room, "_quantity", noted)
    return worked


def _answers(scale: Mapping[str, float]) -> dict[str, str]:
    """Four digits of two lines in three, δ by each sample's own loss; some so many times the true value."""
    derivation = backprop_cli.derive(PROBLEM)
    shares = {step.name for step in derivation.shares}
    lines = [name for name in derivation.order if name not in shares]
    names = [name for place, name in enumerate(lines) if place % 3 or name == SLIP]
    return {name: f"{derivation.values[name] * scale.get(name, 1.0):.4g}" for name in names}


def test_another_reading_that_is_no_better_looks_for_nothing(made: list[Searches]) -> None:
    """One turned sign may mean that all δ are the batch's, or −∂L/∂z: each such reading is soon lost."""
    report = backprop_cli.check(PROBLEM, _answers({SLIP: -1.0})).report
    slip = next(line for line in report.lines if line.name == SLIP)
    assert [mistake.key for mistake in slip.judged.mistakes] == ["sign"]
    first, *others = [each.begun for each in made if each.begun]
    assert (first, others) == (1, [1, 1, 1])


def test_a_sheet_far_off_is_looked_into_so_far(made: list[Searches], monkeypatch: pytest.MonkeyPatch) -> None:
    """Once enough worlds were supposed, no more are; one more may be under way."""
    monkeypatch.setattr(searches, "MOST_WORKED", 200)
    scale = {name: 0.75 + place % 8 / 10 for place, name in enumerate(_answers({})) if place % 3 == 0}
    backprop_cli.check(PROBLEM, _answers(scale))
    lines = len(backprop_cli.derive(PROBLEM).order)
    assert 200 <= max(each.worked for each in made) <= 200 + lines


def test_what_is_right_is_worked_once_beside_lines_that_are_off(forms: list[str]) -> None:
    """Each line that is off is compared with the right lines before it, which are not worked anew for it."""
    names = list(_answers({}))
    backprop_cli.check(PROBLEM, _answers(dict.fromkeys(names[20:], 1.3)))
    assert len(forms) < 150 * len(names)


def test_other_lines_are_asked_about_guesses_until_enough_was_worked() -> None:
    """Of the hundreds of slips that may lead to 1e-9 each asks them; a line with many sources is long."""
    work = OwnWork(Scheme(backprop_cli.derive(PROBLEM)))
    room = work.room
    room.worked, room.slopes = 2, 160 * searches.SLOPES

    class Asked:
        """Other lines that have much to work."""

        def __init__(self) -> None:
            self.work = work

        def says(self, supposed: object) -> None:
            """One more world is worked."""
            work.searches.count(room)

    guesses = [SimpleNamespace(supposed=None)] * 100
    heard: Any = unwritten._heard
    assert len(list(heard(guesses, Asked()))) == -(-searches.MOST_WORKED // (1 + 2 + 160))


def test_why_a_name_is_none_is_worked_once_for_all_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet made of nothing but such lines costs no more than to read it."""
    asked: list[str] = []
    plain = lookup.reason_against

    def noted(written: str, known: Known) -> Objection | None:
        asked.append(written)
        return plain(written, known)

    monkeypatch.setattr(lookup, "reason_against", noted)
    Reader(Lookup(backprop_cli.derive(PROBLEM))).sheet("q1: 1\nq2: 1\n" * 50, "ada.yaml")
    assert asked == ["q1", "q2"]


def test_what_is_kept_of_a_world_without_some_lines_serves_when_the_next_line_is_written(
    forms: list[str],
) -> None:
    """A third of the lines are off: beside the others alone only what rests on a new line is worked anew."""
    names = list(_answers({}))
    scale = {name: 0.75 + place % 8 / 10 for place, name in enumerate(names) if place % 3 == 0}
    backprop_cli.check(PROBLEM, _answers(scale))
    assert len(forms) < 100 * len(names)


def test_what_is_worked_for_numbers_of_one_digit_serves_them_all(forms: list[str]) -> None:
    """Three decimals, and one digit in each third line: nobody rounds to one on the way, for any of them."""
    values = backprop_cli.derive(PROBLEM).values
    names = list(_answers({}))
    last = {name: "0.003" for place, name in enumerate(names) if place % 3 == 0}
    backprop_cli.check(PROBLEM, {name: f"{values[name]:.3f}" for name in names} | last)
    assert len(forms) < 200 * len(names)
