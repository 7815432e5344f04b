"""Tables: which columns hold names and answers, by their heads or by what stands in them; what was read."""

import html
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.raw import Beside, RawLine
from backprop_cli.marking.sheets.marks import without_marks
from backprop_cli.marking.sheets.written import Written, read_number
from backprop_cli.quantities.grammar import of_first_sample
from backprop_cli.words import read_back

IsName = Callable[[str], bool]
"""Whether a text is the name of a quantity of the problem."""


def is_called(is_name: IsName, written: str) -> bool:
    """Whether a text is such a name, be it of a sample that a heading says."""
    return bool(written) and (is_name(written) or is_name(of_first_sample(written)))


NAMES = (
    "name, names, quantity, quantities, variable, größe, nom, grandeur, nombre, magnitud, nome, grandezza"
    ", grandeza, naam, grootheid, größen, grandeurs, quantité, quantités, cantidad, magnitudes, grandezze"
    ", grandezas, wielkość, nazwa, büyüklük, değişken, величина, имя, обозначение"
    ", 名称, 名字, 变量, 符号, 量, 物理量, 名前, 変数, 記号"
)
SYMBOLS = ("symbols", "line", "symbole", "símbolo", "simbolo", "symbool")
ANSWERS = (
    "answers, value, values, result, results, your answer, my answer, solution, wert, ergebnis, valeur"
    ", résultat, valor, resultado, valore, risultato, waarde, werte, ergebnisse, valeurs, résultats, valores"
    ", resultados, valori, risultati, waarden, antwort, réponse, respuesta, risposta, resposta, antwoord"
    ", lösung, solución, wartość, wynik, odpowiedź, değer, sonuç, cevap, значение, ответ, результат"
    ", 值, 数值, 答案, 结果, 値, 数値, 答え, 結果"
)
"""What students and programs call the columns, besides the heads of a sheet that was made to be filled in."""
MOST_LOOKED_AT = 200
"""Rows that decide."""
MOST_COLUMNS = 20
"""Columns that are looked through for numbers that are not read."""


class TableRow(NamedTuple):
    """A row of a table."""

    line: int
    """In the file, from 1; 0: it is not said."""
    cells: Sequence[str]
    typed: str = ""
    """The line as it stands in the file, where its cells may be cut in another way."""

    def cell(self, place: int) -> str:
        """What a cell says; nothing where the row is too short."""
        return self.cells[place].strip() if place < len(self.cells) else ""

    def number(self, place: int) -> Written | None:
        """The number in a cell, whatever marks are around it."""
        return read_number(without_marks(self.cell(place)).text)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it: the rule under a head has nothing."""
        return any(map(is_filled, self.cells))


def is_filled(cell: str) -> bool:
    """Whether a cell says anything, and is no part of a rule."""
    return bool(cell.strip("-: "))


class Columns(NamedTuple):
    """The places of names and answers in a row, from 0."""

    name: int
    answer: int

    def of(self, row: TableRow) -> tuple[str, str]:
        """The name and the answer in a row; nothing where it is too short."""
        return row.cell(self.name), row.cell(self.answer)

    def behind(self, row: TableRow) -> tuple[str, ...]:
        """What stands in a row from the answer on; nothing where the name comes after it."""
        return tuple(row.cells[self.answer :]) if self.answer > self.name else ()


def name_heads() -> tuple[str, ...]:
    """Heads of names: of two in one table the first in this row has the names that count."""
    own, symbol = (heads(read_back.spellings(each)) for each in (read_back.NAME, read_back.SYMBOL))
    return (*own, *heads(NAMES.split(", ")), *symbol, *SYMBOLS)


def answer_heads() -> frozenset[str]:
    """Heads of answers."""
    return frozenset((*heads(read_back.spellings(read_back.ANSWER)), *heads(ANSWERS.split(", "))))


def named_columns(head: Sequence[str]) -> Columns | None:
    """The columns that heads name, or None where they do not."""
    words, of_answers = heads(head), answer_heads()
    name = place_in(words, name_heads())
    answer = place_in(words, [each for each in words if each in of_answers])
    return None if name is None or answer is None else Columns(name, answer)


def place_in(words: Sequence[str], said: Sequence[str]) -> int | None:
    """Where the first of what may be said stands among the heads of a table; None: none does."""
    return next((words.index(each) for each in said if each in words), None)


def heads(cells: Sequence[str]) -> list[str]:
    """What the heads of a table say; neither case nor room beside a word counts, `&nbsp;` included."""
    return [" ".join(html.unescape(cell).casefold().split()) for cell in cells]


def columns(head: Sequence[str], rows: Sequence[TableRow], is_name: IsName) -> Columns | None:
    """The columns by their heads, or by what stands in them; None where no column holds names.

    A second column of names, such as that of the symbols, holds no answers where another one can.
    """
    seen = rows[:MOST_LOOKED_AT]
    width = max(len(head), *(len(row.cells) for row in seen), 0)
    hits = [sum(is_name(row.cell(place)) for row in seen) for place in range(width)]
    if not any(hits):
        return None
    name = hits.index(max(hits))
    of_answers = answer_heads()
    by_head = [place for place, word in enumerate(heads(head)) if word in of_answers and place != name]
    others = [place for place in (*range(name + 1, width), *range(name)) if place != name]
    free = [place for place in others if 2 * hits[place] <= sum(bool(row.cell(place)) for row in seen)]
    filled = [place for place in others if any(row.number(place) for row in seen)]
    answer = next(iter((*by_head, *filled, *free, *others)), None)
    return None if answer is None else Columns(name, answer)


def columns_beside(
    head: Sequence[str], rows: Sequence[TableRow], read: Columns, is_name: IsName
) -> Iterator[Beside]:
    """The columns with decimals that are not `read`, by their heads or, from 1, their places.

    A student may have worked a second time there. Numbers of lines and points are whole ones.
    """
    for place, said in columns_left(head, rows, read):
        decimals = [read.of(row)[0] for row in rows[:MOST_LOOKED_AT] if is_decimal(row.number(place))]
        if names := frozenset(filter(is_name, decimals)):
            yield Beside(said, names)


def columns_left(
    head: Sequence[str], rows: Sequence[TableRow], read: Container[int]
) -> Iterator[tuple[int, str]]:
    """The columns that are not `read`, each with its head or, from 1, its place."""
    width = min(max((len(row.cells) for row in rows[:MOST_LOOKED_AT]), default=0), MOST_COLUMNS)
    for place in range(width):
        if place not in read:
            yield place, (head[place] if place < len(head) else "") or str(place + 1)


def is_decimal(number: Written | None) -> bool:
    """Whether it is a number with decimals."""
    return number is not None and number.unit < 1


class TableLines(NamedTuple):
    """What a table says."""

    lines: tuple[RawLine, ...]
    unread: tuple[str, ...] = ()
    """The heads of columns with numbers that were not read."""
    old: tuple[RawLine, ...] = ()
    """What the step starts with: given, or the new values of the step before."""


def unread_columns(head: Sequence[str], rows: Sequence[TableRow], read: Iterable[int]) -> tuple[str, ...]:
    """The columns with numbers besides those that are read, by their heads or, from 1, their places.

    Where none is read, those with decimals: lines and points are counted by whole numbers.
    """
    is_read, seen = set(read), rows[:MOST_LOOKED_AT]
    is_answer = bool if is_read else is_decimal
    left = columns_left(head, seen, is_read)
    return tuple(said for place, said in left if any(is_answer(row.number(place)) for row in seen))
