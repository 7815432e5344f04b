"""Good and bad problem files, one a page: what the reader and the schema say of them."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from backprop_cli.errors import Faults, ProblemError, TooManyFaults
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.bundled import starter
from backprop_cli.problem_file.format import ACTIVATIONS
from backprop_cli.problem_file.reader import read
from backprop_cli.problem_file.schema import schema
from backprop_cli.problem_file.yaml_scalars import is_null, is_number, is_text
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, Sequence, YamlNode, read_tree

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.yaml"))
TABLES = {"{activations}": ACTIVATIONS, "{losses}": LOSSES, "{optimizers}": OPTIMIZERS}
"""Lists that stand on several pages: a new row changes none of them."""
BAD = sorted((HERE / "bad").glob("*.yaml"))

MEETING = "numbers of rows, columns, units have to agree"
NAMES = "the names in one value have to be defined in another"
FORMULA = "the grammar of formulas"
VALUE = "YAML has one number where we are stricter about how it is typed"
BEYOND_SCHEMA = {
    **dict.fromkeys(
        (
            *("biases_too_many", "comma_in_list_makes_two_numbers", "inputs_wrong_number"),
            *("layers_do_not_meet", "layers_turned", "ragged", "sample_sizes", "decimal_commas"),
            *("targets_wrong_number", "layers_all_turned", "decimal_comma_in_the_first_row"),
            *("training_batch_too_large", "training_order_too_short", "training_order_twice"),
            *("training_too_long", "stages_do_not_fit", "stages_where_they_cannot_be"),
            *("activation_alone_sizes", "known_list_of_another_length", "known_gradient_not_complete"),
            *("known_delta_of_the_page", "known_list_for_one_unit", "optimizer_beta_one"),
            *("training_order_beyond", "layers_one_turned_beside_a_square"),
            *("layers_one_turned_by_input", "layers_two_turned_of_three", "samples_all_of_another_size"),
            *("decimal_commas_in_every_weight", "softmax_of_one_unit", "shapes_beside_names"),
        ),
        MEETING,
    ),
    **dict.fromkeys(
        (
            *("ask_index_out_of_range", "ask_mistyped", "at_defined_and_unused", "fixed_unknown"),
            *("formula_circle_of_all", "formula_nothing_but_itself", "formula_circle_beside_others"),
            *("formula_circle", "formula_itself", "formula_unknown_name", "formulas_without_names"),
            *("greek_twice", "optimizer_two_formulas", "wrt_unknown", "ask_samples"),
            *("activation_slope_of_sigmoid", "formula_name_is_function", "formula_name_is_updated"),
            *("ask_formulas", "ask_in_another_notation", "points_formulas", "points_unknown"),
            *("names_that_look_alike", "duplicate_key", "optimizer_constant_of_another"),
            *("optimizer_decay_on_without_decay", "optimizer_own_state_unused"),
            *("optimizer_own_takes_a_letter", "optimizer_own_takes_the_parameter"),
            *("optimizer_own_unknown_name", "optimizer_own_names_of_programs"),
            *("optimizer_own_parameter_by_its_name", "optimizer_own_parameters_line_by_line"),
            *("optimizer_own_new_parameter_by_another_name", "optimizer_own_parameter_not_last"),
            *("optimizer_own_result_by_another_name",),
            *("optimizer_own_without_parameter", "optimizer_switch_of_another", "training_ask_beyond"),
            *("known_activation_in_a_training", "known_activation_of_no_unit", "known_by_a_and_by_z"),
            *("known_activation_without_a_slope", "known_gradient_by_a_weight", "known_of_samples"),
            *("known_gradient_of_an_earlier_layer", "known_of_the_batch_and_reduced", "known_twice"),
            *("known_unknown_name", "known_where_samples_mix", "known_without_loss", "nothing_to_update"),
            *("ask_of_the_optimiser", "ask_derivatives_that_are_no_step", "fixed_of_no_kind"),
            *("formula_ask_no_derivative", "training_ask_of_another_batch"),
            *("optimizer_own_constant_and_state", "optimizer_own_order", "names_of_two_alphabets"),
            "names_like_an_entry",
            *("points_in_two_spellings", "fixed_in_one_step", "formulas_of_two_alphabets"),
            "optimizer_own_constant_unused",
            *("known_beside_targets_of_samples", "known_beside_loss_and_targets"),
            *("formula_product_without_a_sign", "formula_two_spellings"),
            *("optimizer_own_in_other_letters", "optimizer_decay_of_sgd"),
            "function_without_brackets",
        ),
        NAMES,
    ),
    **dict.fromkeys(
        (
            *("activation_constant", "activation_unknown_name_in_formula", "formula_bracket"),
            *("formula_function_without_brackets", "formula_in_quotes", "formula_power_of_power"),
            "formula_function_begun",
            *("formula_python", "formula_unknown_function", "loss_in_other_names"),
            "formula_euler",
            *("loss_without_output", "formula_divisions", "formula_function_of_a_word"),
            *("formula_bars_in_an_activation", "formula_by_cases", "formula_euler_alone"),
            *("comment_without_a_space", "fraction_of_tex", "power_behind_a_function"),
        ),
        FORMULA,
    ),
    **dict.fromkeys(("hexadecimal", "not_finite", "number_too_long"), VALUE),
}
BEYOND_YAML = {
    *("alias", "control_character", "empty", "key_is_list", "list_not_closed", "merge_key"),
    *("comma_in_braces", "space_after_colon", "space_after_colon_in_braces"),
    *("key_too_long_in_braces", "key_too_long_in_lines"),
    *("formula_bars", "formula_by_cases_in_yaml", "layer_indented_with_no_break_spaces"),
    *("nesting", "second_document", "tab", "tag", "yaml_colon", "yaml_indent", "yaml_quote"),
    "dash_of_the_first_of_two_layers_left_out",
    *("bracket_that_closes_nothing", "dash_left_out", "dash_of_the_first_layer_left_out", "key_at_the_dash"),
}
"""Faults of YAML itself: there is no value that a schema could judge."""


def value_of(node: YamlNode) -> Any:
    """What an editor makes of a node, by the rules of YAML 1.2."""
    if isinstance(node, Mapping):
        return {key.text: value_of(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    assert isinstance(node, Scalar)
    if is_text(node):
        return node.text
    if is_number(node):
        word = node.text.replace(".inf", "inf").replace(".nan", "nan")
        return int(word, 0) if word.startswith("0x") else float(word)
    return None if is_null(node) else node.text.lower() == "true"


def accepted(text: str) -> bool:
    """Whether the schema accepts what `text` holds."""
    node = read_tree(text, Faults())
    assert node is not None
    return jsonschema.Draft202012Validator(schema()).is_valid(value_of(node))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_files_are_read_and_fit_the_schema(path: Path) -> None:
    """The reader and the schema accept every good file."""
    text = path.read_text(encoding="utf-8")
    assert read(text, path.name)
    assert accepted(text)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_files_are_explained_as_on_their_page(path: Path) -> None:
    """The reader says of a bad file exactly what the page beside it shows."""
    with pytest.raises(ProblemError) as caught:
        read(path.read_text(encoding="utf-8"), path.name)
    page = path.with_suffix(".txt").read_text(encoding="utf-8")
    for place, table in TABLES.items():
        page = page.replace(place, ", ".join(table))
    assert f"{caught.value}\n" == page


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_schema_agrees_that_bad_files_are_bad(path: Path) -> None:
    """The schema refuses what the reader refuses, as far as YAML and JSON Schema can tell."""
    text = path.read_text(encoding="utf-8")
    if path.stem in BEYOND_YAML:
        faults = Faults()
        with suppress(TooManyFaults):
            read_tree(text, faults)
        assert faults
    else:
        assert accepted(text) == (path.stem in BEYOND_SCHEMA)


def test_every_exception_to_the_schema_has_its_file() -> None:
    """The lists of what a schema cannot say name existing files, each once."""
    assert {*BEYOND_SCHEMA, *BEYOND_YAML} <= {path.stem for path in BAD}
    assert not BEYOND_SCHEMA.keys() & BEYOND_YAML


def test_the_schema_is_a_schema() -> None:
    """The printed schema is valid by draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_an_editor_that_knows_draft_7_takes_the_schema() -> None:
    """YAML's language server knew no later draft for long: nothing but `dependentRequired` is newer."""
    jsonschema.Draft7Validator.check_schema(schema())
    known = {*jsonschema.Draft7Validator.VALIDATORS, "$schema", "$defs", "title", "description", "examples"}
    assert keywords(schema()) - known - {"then", "else"} == {"dependentRequired"}
    judge = jsonschema.Draft7Validator(schema())
    for formulas in (False, True):
        assert judge.is_valid(yaml.safe_load(starter(formulas=formulas)))
    assert not judge.is_valid(yaml.safe_load(starter().replace("layers:", "layer:")))


def keywords(part: Any) -> set[str]:
    """The keywords of a schema; below `properties` and `$defs` stand names."""
    if isinstance(part, list):
        return {word for each in part for word in keywords(each)}
    if not isinstance(part, dict):
        return set()
    found = set(part)
    for key, value in part.items():
        if key in {"properties", "$defs", "dependentRequired"}:
            found |= {word for each in value.values() for word in keywords(each)}
        elif key not in {"examples", "const", "enum"}:
            found |= keywords(value)
    return found


def test_every_key_has_a_description_and_fitting_examples() -> None:
    """Editors can show of every key what it is for, with examples that are valid themselves."""
    keys = [key for part in schema()["$defs"].values() for key in part["properties"].items()]
    assert len(keys) > 15
    for name, key in keys:
        assert key["description"], name
        for example in key["examples"]:
            jsonschema.validate(example, key)


@pytest.mark.parametrize("formulas", [False, True])
def test_the_starter_is_read_and_fits_the_schema(formulas: bool) -> None:
    """The starter problems are good as they stand."""
    text = starter(formulas=formulas)
    assert read(text, "starter.yaml").warnings == ()
    assert accepted(text)


KEYS = {"source", "topic", "reduction", "fixed", "ask", "marking", "training", "notation", "names"}
"""Keys in a comment that can be uncommented by themselves."""


@pytest.mark.parametrize("formulas", [False, True])
def test_the_starters_comments_are_good_keys_too(formulas: bool) -> None:
    """Every optional key that a starter shows in a comment is read once it is uncommented."""
    text = starter(formulas=formulas)
    lines = text.splitlines()
    keys = [line for line in lines if line.startswith("# ") and ": " in line.split("#")[1]]
    shown = {line[2:].split(":")[0] for line in keys}
    assert shown >= {"source", "topic", "ask", "marking"}
    assert formulas or shown >= {"samples", "reduction", "weight_rows", "fixed", "notation", "names"}
    for line in keys:
        if line[2:].split(":")[0] in KEYS:
            assert read(f"{text}{line[2:]}\n", "starter.yaml")
            assert accepted(f"{text}{line[2:]}\n")
