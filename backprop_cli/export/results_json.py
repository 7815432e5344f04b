"""Marked sheets as JSON: every line with what was written, expected and true, in full precision."""

from __future__ import annotations

from typing import Any

from backprop_cli.export.as_json import as_json
from backprop_cli.export.json import SCHEMA
from backprop_cli.marking.judging.grounds import Grounds, Way
from backprop_cli.marking.judging.off_array import OffArray
from backprop_cli.marking.results.report import MarkedLine, Policy, SheetReport
from backprop_cli.marking.results.tally import ClassReport
from backprop_cli.notation.ascii import AsTyped
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import text
from backprop_cli.words.inline import as_text
from backprop_cli.words.marked import of_another
from backprop_cli.worksheet import class_rows, verdicts


class JsonResults:
    """Renders to JSON; keys are only ever added."""

    whole = True

    def __init__(self) -> None:
        self.sheets: list[str] = []

    def add(self, report: SheetReport) -> None:
        """One more sheet, as text at once."""
        self.sheets.append(as_json(_sheet(report)))

    def text(self, results: ClassReport) -> str:
        """One line for each sheet, then the class."""
        sheets = ",\n  ".join(self.sheets)
        group = as_json(_group(results))
        missing = [student._asdict() for student in results.roll.missing]
        rest = (
            f' "missing": {as_json(missing)},\n "class": {group}\n'
            if results.roll.called
            else f' "class": {group}\n'
        )
        return f'{{\n "schema": "{SCHEMA}",\n "sheets": [\n  {sheets}\n ],\n{rest}}}\n'


def _sheet(report: SheetReport) -> dict[str, Any]:
    return {
        **report.who._asdict(),
        "file": report.file,
        "points": report.points if report.has_points else None,
        "of": report.total,
        "all_right": report.all_right,
        "sentence": as_text(verdicts.sentence(report)),
        "warnings": [of_another(report.heading)] if report.heading else [],
        "rule": verdicts.rule(report.policy),
        "first_wrong": report.wrong[0].name if report.wrong else None,
        "fault": report.fault or None,
        "problems": list(report.problems),
        "remarks": list(report.remarks),
        "own_convention": report.convention.key if report.convention else None,
        **({"first_wrong_array": _off(report.off)} if report.off else {}),
        "answers": [_answer(line, report.policy) for line in report.lines],
    }


def _answer(line: MarkedLine, policy: Policy) -> dict[str, Any]:
    judged = line.judged
    return {
        "name": line.name,
        "given": judged.answer.text if line.on_sheet else None,
        "expected": judged.expected,
        "true": judged.true,
        "verdict": line.verdict.value,
        "reason": as_text(verdicts.reason(line, policy)),
        "mistake": [slip.mistake.key for slip in judged.finding.slips],
        "slip": line.is_wrong,
        "repeats": text(line.repeats) if line.repeats else None,
        "made_at": [[text(each) for each in slip.at] or [line.name] for slip in judged.finding.slips],
        "points": line.points,
        "of": line.worth,
        **({"bears": text(line.bears)} if line.bears else {}),
        **({"why": _why(judged.grounds)} if judged.grounds else {}),
    }


def _off(off: OffArray) -> dict[str, Any]:
    """The first wrong array of a program."""
    return {
        "name": off.name,
        "entries": off.entries,
        "off": [text(each) for each in off.off],
        "factor": off.factor,
        "mistake": [slip.mistake.key for slip in off.slips],
        "sentence": as_text(verdicts.off_array(off)),
    }


def _why(grounds: Grounds) -> dict[str, Any]:
    """What a verdict rests on, where somebody asked."""
    pens = grounds.pens
    return {
        "decided_by": grounds.trial.value,
        "ways": [_way(way) for way in grounds.ways],
        "mistake": _way(grounds.mistaken) if grounds.mistaken else None,
        "rounding": {
            "unit": pens.unit or None,
            "digits": [pens.digits[0], pens.digits[-1]] if pens.digits else None,
            "cuts": pens.cuts,
        },
    }


def _way(way: Way) -> dict[str, Any]:
    low, high = way.interval or (None, None)
    return {
        "formula": _FORMULAS.symbols(way.formula),
        "value": way.value,
        "low": low,
        "high": high,
        "uses": {each.name: {"value": each.value, "from": each.source.value} for each in way.used},
    }


_FORMULAS = Writer(AsTyped({}), longest_sum=None)
"""Formulas as they are typed."""


def _group(results: ClassReport) -> dict[str, Any]:
    convention, rule = results.convention, results.course_rule
    return {
        "sheets": len(results.rows),
        "marked": len(results.marked),
        "mean": results.mean,
        "median": results.median,
        "missed": [
            {
                "name": line.name,
                "sheets": line.sheets,
                "causes": [
                    {"mistake": as_text(class_rows.cause(cause)), "sheets": count}
                    for cause, count in line.causes
                ],
            }
            for line in results.missed
        ],
        "namesakes": list(results.shared.names),
        "several": [
            {**sender.who._asdict(), "files": list(files)} for sender, files in results.shared.students
        ],
        "not_counted": [row.file for row in results.rows if row.is_spare],
        "unmatched": list(results.roll.unmatched),
        "ambiguous": [
            {"file": file, "could_be": [student._asdict() for student in students]}
            for file, students in results.roll.ambiguous
        ],
        "convention": convention._asdict() if convention else None,
        "course_rule": {**rule._asdict(), "keys": dict(rule.keys)} if rule else None,
    }
