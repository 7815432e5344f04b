"""YAML -> nodes with places, and what of YAML is refused."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mutations import spoiled

from backprop_cli.errors import Fault, Faults, Place, TooManyFaults
from backprop_cli.problem.limits import MAX_NESTING, MAX_NODES
from backprop_cli.problem_file.yaml_tree import (
    Mapping,
    Refused,
    Scalar,
    Sequence,
    YamlNode,
    read_tree,
)


def tree(text: str) -> YamlNode:
    """The tree of a text without faults."""
    faults = Faults()
    node = read_tree(text, faults)
    assert faults == []
    assert node is not None
    return node


def faults_of(text: str) -> Faults:
    """The faults of a text, however far it is read."""
    faults = Faults()
    try:
        read_tree(text, faults)
    except TooManyFaults:
        assert faults
    return faults


def test_nodes_know_their_place_and_text() -> None:
    """Scalars, lists and mappings carry line, column and width from 1."""
    assert tree("a: 0.10\nb:\n  - 'x y'\n") == Mapping(
        Place(1, 1, 1),
        (
            (Scalar(Place(1, 1, 1), "a", True), Scalar(Place(1, 4, 4), "0.10", True)),
            (
                Scalar(Place(2, 1, 1), "b", True),
                Sequence(Place(3, 3, 1), (Scalar(Place(3, 5, 5), "x y", False),)),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [("x^5 + 9", True), ('"x"', False), ("'x'", False), ("|\n  x", False), ("x\n  + y", False)],
)
def test_plain_means_unquoted_on_one_line(text: str, plain: bool) -> None:
    """Only where a scalar stands as it is can a caret point inside it."""
    node = tree(f"a: {text}")
    assert isinstance(node, Mapping)
    value = node.entries[0][1]
    assert isinstance(value, Scalar)
    assert value.plain is plain


@pytest.mark.parametrize(
    "name", ["W1[1,1]", "dL@3/dW1[2,1]", "dz2[1]/da1[2]", "W1_new[1,1]#3", "z1[2]", "W1[1, 2]"]
)
def test_names_with_indices_need_no_quotes_in_a_list(name: str) -> None:
    """`ask: [W1[1,1], b1]` is read as two names, with their places."""
    node = tree(f"[{name}, b1]")
    assert isinstance(node, Sequence)
    assert node.items == (
        Scalar(Place(1, 2, len(name)), name, True),
        Scalar(Place(1, 4 + len(name), 2), "b1", True),
    )


def test_columns_after_a_list_of_numbers_are_right() -> None:
    """The short cut through lists of numbers keeps every place."""
    node = tree("[1.5,-2e3 , .5,\n 7, x]")
    assert isinstance(node, Sequence)
    assert [item.place for item in node.items] == [
        *(Place(1, 2, 3), Place(1, 6, 4), Place(1, 13, 2), Place(2, 2, 1), Place(2, 5, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: &x 1", "the anchor `&x` is not allowed", Place(1, 4, 2)),
        ("a: *x", "the alias `*x` is not allowed", Place(1, 4, 2)),
        ("<<: {a: 1}\nb: 2", "merge keys, `<<`, are not read", Place(1, 1, 2)),
        ("a: {b: 1, <<: {c: 2}}", "merge keys, `<<`, are not read", Place(1, 11, 2)),
        ("a: !!str 1", "the tag `!!str` is not allowed", Place(1, 4, 5)),
        ("a: !mine {}", "the tag `!mine` is not allowed", Place(1, 4, 5)),
        ("{a:1}", "a space is missing after this `:`", Place(1, 3, 1)),
        ("a:1\nb: 2", "a space is missing after this `:`", Place(1, 2, 1)),
        ("- a: 1\n  b:2\n  c: 3", "a space is missing after this `:`", Place(2, 4, 1)),
        ("{a: f(x, 1), b: 2}", "inside { } a comma ends the entry, so `a` is only `f(x`", Place(1, 5, 7)),
        ("{a: 1,5, b: 2}", "inside { } a comma ends the entry, so `a` is only `1`", Place(1, 5, 3)),
        ("? [a]\n: 1", "a key must be a single word", Place(1, 3, 3)),
        ("a: 1\n---\nb: 1", "a second document starts here", Place(2, 1, 3)),
        ("a:\n\tb: 1", "a tab cannot stand here", Place(2, 1, 1)),
        ("a: [1,\n\t2]", "a tab cannot stand here", Place(2, 1, 1)),
        ("a: [1, 2", "this bracket is never closed", Place(1, 4, 1)),
        ("a: {b: 1]", "a comma or `}` is missing here", Place(1, 9, 1)),
        ("a: 'x", "this quote is never closed", Place(1, 4, 1)),
        ("a: b: c", "a `:` cannot stand here", Place(1, 5, 1)),
        ("a: 1\nb\n", "a `:` is missing after this key", Place(2, 1, 1)),
        ("a: }", "a value is missing here", Place(1, 4, 1)),
        ("a: @x", "a value cannot start with this character", Place(1, 4, 1)),
        ("```yaml\na: 1\n```", "a fence of Markdown cannot stand here", Place(1, 1, 1)),
        ("a:\n  -b: 1\n    c: 2", "an entry of a list begins with `- `", Place(2, 3, 1)),
        ("a:\n  - b: 1\n  • b: 2", "an entry of a list begins with `- `", Place(3, 3, 1)),
        ("a:\n  – b: 1\n    c: 2", "an entry of a list begins with `- `", Place(2, 3, 1)),
        ('a: "\\q"', "this backslash has no meaning here", Place(1, 6, 1)),
        ('a: "\\ud800"', "an escape in this text stands for no character", Place(1, 4, 8)),
        ("a: x\x07", "the character U+0007 cannot stand in a problem file", Place(1, 5, 1)),
        ("a: *\n", "aliases are not allowed", Place(1, 5, 1)),
        ("%YAML 3.0\n---\na: 1", "lines that start with `%` are not allowed", Place(1, 1, 1)),
    ],
)
def test_what_is_refused(text: str, message: str, place: Place) -> None:
    """Each thing that YAML offers and we do not, or that is no YAML, is named at its place."""
    first = faults_of(text)[0]
    assert (first.message, first.place) == (message, place)


@pytest.mark.parametrize("text", ["{a, b}", "{a: x, b}", "{a: '1', 5}", "{a: f(x), b}"])
def test_other_keys_alone_are_left_to_the_reader(text: str) -> None:
    """A key without a value in braces is only part of the value before it where that is plain."""
    assert isinstance(tree(text), Mapping)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n...\n# x", "\ufeff"])
def test_an_empty_file_is_a_fault(text: str) -> None:
    """A file without a value is refused, not read as nothing; `---` alone is an empty value."""
    faults = Faults()
    node = read_tree(text, faults)
    assert faults or (isinstance(node, Scalar) and node.text == "")


@pytest.mark.parametrize(
    "text", ['a: "\\UFFFFFFFF"', f"%YAML 1.{'1' * 5_000}\n---\na: 1\n", "%TAG ! !\n%TAG ! !\n---\n"]
)
def test_what_makes_the_yaml_library_stumble_is_a_fault(text: str) -> None:
    """Numbers beyond Unicode or beyond Python's digits in escapes and directives are refused."""
    assert faults_of(text)[0].message


def test_anchors_and_aliases_are_reported_once() -> None:
    """A refused value is passed over by whoever reads the tree."""
    faults = Faults()
    node = read_tree("a: *x\nb: !t [1]", faults)
    assert isinstance(node, Mapping)
    assert [type(value) for _, value in node.entries] == [Refused, Refused]
    assert len(faults) == 2


FILES = sorted(
    path.read_bytes()
    for folder in (Path(__file__).parents[2] / "problems", Path(__file__).parent / "bad")
    for path in folder.glob("*.yaml")
    if path.stat().st_size < 4_000
)


def read_with_and_without_libyaml(text: str) -> list[tuple[YamlNode | None, list[Fault]]]:
    """What `read_tree` makes of a text, in both ways; the quick one must be there to be compared."""
    assert yaml.__with_libyaml__
    found = []
    for is_there in (True, False):
        faults = Faults()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml, "__with_libyaml__", is_there)
            try:
                node = read_tree(text, faults)
            except TooManyFaults:
                node = None
        found.append((node, list(faults)))
    return found


@st.composite
def spoiled_files(draw: st.DrawFn) -> str:
    """A problem file, good or bad, with a little that is wrong in it."""
    hostile = [
        b"\t",
        b"?",
        b"|",
        b">",
        b"%",
        b"\xef\xbb\xbf",
        b"- ",
        b": ",
        b"''",
        b"\xc2\x85",
        b"{}",
        b"&a *a",
    ]
    return spoiled(draw, draw(st.sampled_from(FILES)), hostile).decode(errors="replace")


@given(spoiled_files())
def test_libyaml_changes_nothing(text: str) -> None:
    """Where it is missing a file has the same tree, with the same places, and the same faults."""
    quick, pure = read_with_and_without_libyaml(text)
    assert quick == pure


@pytest.mark.parametrize(
    "text",
    [
        "a:\t1",
        "{a?b: 1}",
        "a: |#\n 1",
        "{a: \ufeffb}",
        "a: \n",
        "{a}",
        "- a",
        "- 1\n- - 2",
        "a: !t 1",
        "a: 'b",
    ],
)
def test_libyaml_is_asked_for_nothing_that_it_reads_otherwise(text: str) -> None:
    """Tabs, question marks, byte order marks, empty values, the end of a list at the end of the file."""
    quick, pure = read_with_and_without_libyaml(text)
    assert quick == pure


def test_nesting_is_given_up_at_its_limit() -> None:
    """10 levels are read; the 11th is a fault, and the 100,000 after it are not looked at."""
    deep = "[" * MAX_NESTING + "1" + "]" * MAX_NESTING
    assert tree(deep)
    assert faults_of(f"[{deep}]")[0].message == f"nested more than {MAX_NESTING} deep"
    assert len(faults_of("[" * 100_000)) == 1


def test_a_file_of_endless_values_is_given_up() -> None:
    """The number of values is bounded, and the limit is named."""
    (fault,) = faults_of("[" + "1," * (MAX_NODES + 10) + "1]")
    assert fault.message == f"the file holds more than {MAX_NODES:,} values"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["1,", "[", "{", "- ", "? ", ": ", "#", "\n", "\r", " ", "- 1\n", "- &a\n", "'", '"\\', "a:\n"],
)
def test_no_megabyte_takes_long(piece: str) -> None:
    """Whatever a file repeats up to the limit on bytes, it is answered within seconds."""
    start = time.process_time()
    faults_of(f"[{piece * (1_000_000 // len(piece))}"[:1_000_000])
    faults_of(piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < 10
