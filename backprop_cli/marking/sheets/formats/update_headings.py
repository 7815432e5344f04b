"""Headings such as `## Updated weights`: the parameters below them are those after the update."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.formats.scope_led import said_after
from backprop_cli.marking.sheets.formats.scopes import LONGEST_HEADING, scope_said
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.sides import answer_on, parted

SAY_SO = (
    "update, updates, updated, updating, new, descent, neu, neue, neuer, neuen, aktualisierung, aktualisierte"
    ", aktualisiert, aktualisieren, nouveau, nouveaux, nouvelle, nouvelles, jour, nuevo, nuevos, nueva"
    ", nuevas, actualización, actualizados, nuovo, nuovi, nuova, nuove, aggiornamento, novo, novos"
    ", nova, novas, atualização, nieuw, nieuwe, nowe, nowa, aktualizacja, zaktualizowane, yeni, güncelleme"
    ", güncellenmiş, güncel, новые, новый, новое, обновление, обновлённые, обновленные, 更新, 更新后, 更新後"
    ", 更新后的权重, 更新后的参数, 更新权重, 权重更新, 参数更新, 新权重, 新的权重, 新参数"
    ", 更新後の重み, 重みの更新, 新しい重み, パラメータの更新"
)
_RATES = "rate, lr, alpha, α, eta, η"
_ALONGSIDE = (
    f"{_RATES}, weight, weights, bias, biases, parameter, parameters, value, values, the, of, all, and, for"
    ", with, by, one, after, a, step, steps, rule, rules, gradient, sgd, equation, equations, layer, layers"
    ", hidden, output, learning, w, b, final, part, section, task, question, results, network, gewichte"
    ", gewicht, werte, der, die, das, und, poids, paramètres, mise, à, les, des, pesos, parámetros, de, los"
    ", pesi, parametri, dei, i, os, gewichten, wagi, waga, wartości, parametry, ağırlıklar, ağırlık, değerler"
    ", parametreler, веса, вес, весов, значения, параметры, параметров, смещения"
)
"""What else such a heading may say."""
_WORD = re.compile(r"[^\W_]+")
_SAID_BEHIND = re.compile(
    r"[ \t]*[(\[](?:after(?:[ ]the)?[ ](?:update|step)|updated?|new|neu)[)\]][ \t.]*$", re.IGNORECASE
)
"""`[[0.3, 0.2]] (after update)`"""
_PARAMETER = re.compile(r"[ $\\]*(?:w|b|theta|θ|weight|bias)", re.IGNORECASE)
"""How the name of a weight or a bias begins; a loss after a step may be the next one's."""
_END = re.compile(r"[\s>*_]*(?:#{1,6}\s.*|[^\W\d_][^=≈:|,;]{0,80}:?[\s*_]*|[=-]{3,})")
"""Any other heading, or a line of words."""


def with_update_headings(entries: Sequence[RawLine], text: str, is_name: IsName) -> tuple[RawLine, ...]:
    """The lines, those below such a heading, or behind it on its line, marked, without the headings."""
    entries = [_behind_heading(each, is_name) for each in entries]
    lines = text.splitlines()
    answered = {each.line for each in entries if each.value and is_name(each.name)}
    heads = {number for number, line in enumerate(lines, start=1) if says_so(line)} - answered
    if not heads:
        return tuple(entries)
    ends = {number for number, line in enumerate(lines, start=1) if _is_end(line, is_name)}
    places = sorted(heads | ends)

    def is_below(entry: RawLine) -> bool:
        before = bisect_right(places, entry.line)
        return bool(before) and places[before - 1] in heads

    def is_head(entry: RawLine) -> bool:
        return entry.line in heads and isinstance(entry.value, str) and entry.value in lines[entry.line - 1]

    return tuple(
        entry._replace(updated=entry.updated or is_below(entry)) for entry in entries if not is_head(entry)
    )


def _behind_heading(entry: RawLine, is_name: IsName) -> RawLine:
    """A line that begins with such a heading, `Update: w1 = 0.3`, without it.

    Of `After step 2: w1 = 0.3` the step remains.
    """
    if not isinstance(entry.value, str):
        return entry
    if is_name(entry.name):
        bare = _SAID_BEHIND.sub("", entry.value[-LONGEST_HEADING:])
        is_said = len(bare) < len(entry.value[-LONGEST_HEADING:])
        value = f"{entry.value[:-LONGEST_HEADING]}{bare}"
        return entry._replace(value=value, updated=True) if is_said else entry
    answer = answer_on(entry.value, is_name)
    if answer is None or not _PARAMETER.match(answer.name):
        return entry
    if step := said_after(entry.name):
        return entry._replace(name=step, updated=True)
    is_led = says_so(entry.name)
    return entry._replace(name=answer.name, value=answer.value, updated=True) if is_led else entry


def says_so(line: str) -> bool:
    """Whether a line is such a heading."""
    if not 0 < len(line) <= LONGEST_HEADING or line.lstrip().startswith("|") or scope_said(line):
        return False
    sides = parted(line)
    if sides and sides.value and sides.name.split()[-1].casefold() not in _words(_RATES):
        return False
    words = [word.casefold() for word in _WORD.findall(line)]
    said = [word for word in words if not word.isdigit()]
    known = _words(SAY_SO)
    return not known.isdisjoint(said) and (known | _words(_ALONGSIDE)).issuperset(said)


@cache
def _words(said: str) -> frozenset[str]:
    return frozenset(said.split(", "))


def _is_end(line: str, is_name: IsName) -> bool:
    if len(line) > LONGEST_HEADING or not _END.fullmatch(line):
        return False
    sides = parted(line)
    return not is_name(sides.name if sides else line.strip())
