"""`backprop solve` and `backprop export`: exact text, exit code and stream."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import __version__
from backprop_cli.render.markdown import Markdown

SHEET = """\
One unit
========

Symbols

x₁          input 1
"""

Backprop = Callable[..., Any]


def faults(said: Any) -> str:
    """The message of a command that was refused: exit code 2, and nothing on standard output."""
    assert said.code == 2
    assert said.out == ""
    return str(said.err)


def test_a_path_a_name_and_a_dash_are_the_same_problem(backprop: Backprop, small: str) -> None:
    """`solve` reads a file, the standard input and a bundled problem."""
    by_path = backprop("solve", small)
    assert (by_path.code, by_path.err) == (0, "")
    assert by_path.out.startswith(SHEET)
    assert backprop("solve", "-", given=Path(small).read_bytes()) == by_path
    assert backprop("solve", "one_neuron").out.startswith("One sigmoid neuron, squared error\n====")


def test_only_a_proved_sheet_speaks_of_checks(backprop: Backprop, small: str) -> None:
    """`--verify` stamps the sheet with its proofs; without it the sheet claims none."""
    assert "Checks" not in backprop("solve", small).out
    verified = backprop("solve", small, "--verify").out
    assert "\nChecks\n" in verified
    assert "1 gradient compared with central differences" in verified
    assert "compared with SymPy's" in verified
    assert verified.count("all agree.") == 2


def test_style_gates_names_its_gates_in_every_output(backprop: Backprop) -> None:
    """The gates s4, s5, s6 of an opened sigmoid stand on the page and in the JSON of that style alone."""
    options = ("solve", "sigmoid_circuit", "--format", "json", "--style")
    opened = json.loads(backprop(*options, "gates", "--open-functions").out)["values"]
    assert {name for name in opened if "s6" in name} == {"s6", "dL/ds6", "ds6/ds5"}
    assert opened["s6"] == pytest.approx(1.3678794412, rel=1e-9)  # 1 + 1/e
    assert opened["dL/ds6"] == pytest.approx(-(0.7310585786**2), rel=1e-9)
    assert "s4" not in json.loads(backprop(*options, "gates").out)["values"]
    page = backprop("solve", "sigmoid_circuit", "--style", "gates", "--open-functions", "--only", "w0").out
    assert "│ L = 1/s₆         │ out L  │ ≈ 0.73106 │          1 │" in page
    assert "∂L/∂w₁ " not in page


def test_only_shows_what_is_asked_and_what_it_needs(backprop: Backprop) -> None:
    """One gradient of the last layer needs the forward pass and its unit's δ, and no other gradient."""
    page = backprop("solve", "two_layer_relu_sigmoid", "--notation", "layers", "--only", "W2[1,1]").out
    assert "│ ∂L/∂w₁₁⁽²⁾ │" in page
    assert "│ δ₁⁽²⁾ " in page
    assert "│ δ₂⁽²⁾ " not in page
    assert not re.search("∂L/∂w[₀-₉]*⁽¹⁾", page)
    both = backprop(
        "solve", "two_layer_relu_sigmoid", "--notation", "layers", "--only", "W2[1,1]", "--only", "b1"
    ).out
    assert "│ ∂L/∂w₁₁⁽²⁾ │" in both
    assert "│ ∂L/∂b⁽¹⁾ " in both


def test_ask_is_the_default_of_only_and_all_overrides_it(backprop: Backprop, small: str) -> None:
    """A file's `ask` chooses the rows; `--only` wins over it, `--all` shows everything."""
    text = Path(small).read_text(encoding="utf-8").replace("layers: [{", "layers: [{biases: [1], ")
    Path(small).write_text(text + "ask: [b1]\n", encoding="utf-8")
    asked = backprop("solve", small).out
    assert ("∂L/∂b₁⁽¹⁾" in asked, "∂L/∂w₁₁⁽¹⁾" in asked) == (True, False)
    only = backprop("solve", small, "--only", "W1").out
    assert ("│ ∂L/∂b₁⁽¹⁾" in only, "│ ∂L/∂w₁₁⁽¹⁾" in only) == (False, True)
    everything = backprop("solve", small, "--all").out
    assert ("│ ∂L/∂b₁⁽¹⁾" in everything, "│ ∂L/∂w₁₁⁽¹⁾" in everything) == (True, True)


def test_digits_are_the_significant_digits_of_results(backprop: Backprop) -> None:
    """`--digits 3` rounds to three digits and says so; numbers inside stay whole."""
    page = backprop("solve", "one_neuron", "--digits", "3").out
    assert "≈ 0.646" in page
    assert "0.64566" not in page
    assert "3 significant digits" in page
    values = json.loads(backprop("solve", "one_neuron", "--digits", "3", "--format", "json").out)["values"]
    assert values["a1[1]"] == 0.6456563062257954


def test_a_gradient_check_is_shown_on_request(backprop: Backprop) -> None:
    """`--gradient-check` of `solve` and of `export`; a symbolic problem is refused with the way out."""
    page = backprop("solve", "one_neuron", "--gradient-check").out
    assert "Numeric   n = (L(w + ε) − L(w − ε))/2ε, ε = 0.0001, one name moved at a time" in page
    exported = backprop("export", "one_neuron", "--gradient-check", "-o", "-").out
    assert "## Gradient check" in exported
    assert "2 gradients compared with central differences" in exported
    assert faults(backprop("solve", "chain_rule_symbolic", "--gradient-check")) == (
        "error: a gradient check needs numbers, and this problem has none\n"
        "  = help: give it a point with `at:`\n"
    )


def test_style_paths_writes_every_path(backprop: Backprop) -> None:
    """`--style paths` numbers the paths, adds them and takes out their common tail."""
    page = backprop(
        "solve", "two_layer_relu_sigmoid", "--notation", "layers", "--style", "paths", "--only", "W1[1,1]"
    ).out
    for part in ("│ P₁ ", "│ P₂ ", "= P₁ + P₂ ", "the common tail taken out", "≈ 0.0016044"):
        assert part in page


def test_formats_on_standard_output(backprop: Backprop) -> None:
    """`--format` writes Markdown or JSON to standard output, `export -o -` Markdown without being told."""
    assert backprop("solve", "one_neuron", "--format", "markdown").out.startswith("# One sigmoid neuron")
    data = json.loads(backprop("solve", "one_neuron", "--format", "json").out)
    assert data["schema"] == "backprop/1"
    exported = backprop("export", "one_neuron", "-o", "-")
    assert (exported.code, exported.err) == (0, "")
    assert exported.out.startswith("# One sigmoid neuron")
    assert exported.out.count("all agree.") == 2
    page = backprop("export", "one_neuron", "-o", "-", "--format", "terminal").out
    assert page.startswith("One sigmoid neuron, squared error\n===")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.md", "# One unit\n"),
        ("x.markdown", "# One unit\n"),
        ("X.MD", "# One unit\n"),
        ("x.txt", "One unit\n===="),
        ("x.json", "{\n"),
    ],
)
@pytest.mark.parametrize("command", ["solve", "export"])
def test_a_file_gets_the_format_of_its_ending(
    backprop: Backprop, small: str, command: str, name: str, start: str
) -> None:
    """The ending of `-o` chooses the format; nothing is printed but what was written."""
    said = backprop(command, small, "-o", name)
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith(f"{name} is written: ")
    data = Path(name).read_bytes()
    assert data.decode().startswith(start)
    assert data.endswith(b"\n")
    assert b"\r" not in data


def test_format_wins_over_the_ending(backprop: Backprop, small: str) -> None:
    """`--format json -o x.md` writes JSON, and a file without an ending may have any format."""
    assert backprop("solve", small, "-o", "x.md", "--format", "json").code == 0
    assert json.loads(Path("x.md").read_text(encoding="utf-8"))["title"] == "One unit"
    assert backprop("solve", small, "-o", "sheet", "--format", "markdown").code == 0
    assert Path("sheet").read_text(encoding="utf-8").startswith("# One unit")


def test_a_file_and_standard_output_get_the_same_bytes(backprop: Backprop, small: str) -> None:
    """What `-o -` prints is what a file would hold."""
    for form, name in (("markdown", "x.md"), ("json", "x.json")):
        backprop("export", small, "-o", name)
        assert backprop("export", small, "-o", "-", "--format", form).out.encode() == Path(name).read_bytes()


# --- files that are in the way ----------------------------------------------------------------------


def test_an_existing_file_stays_unless_forced(backprop: Backprop, small: str) -> None:
    """Without `--force` a file is left as it is; with it the file is replaced and keeps its mode."""
    Path("x.md").write_text("mine", encoding="utf-8")
    os.chmod("x.md", 0o640)
    assert faults(backprop("solve", small, "-o", "x.md")) == (
        "error: `x.md` is already there\n  = help: choose another name, or add --force\n"
    )
    assert Path("x.md").read_text(encoding="utf-8") == "mine"
    said = backprop("solve", small, "-o", "x.md", "--force")
    assert (said.code, said.out) == (0, "")
    assert Path("x.md").read_text(encoding="utf-8").startswith("# One unit")
    assert Path("x.md").stat().st_mode & 0o777 == 0o640


def test_a_target_in_the_way_is_refused_before_any_work(backprop: Backprop) -> None:
    """The message is about the target even where the problem is wrong too."""
    Path("x.md").touch()
    assert "is already there" in faults(backprop("solve", "no_such_problem", "-o", "x.md"))
    assert "there is no folder `none`" in faults(backprop("export", "no_such_problem", "-o", "none/x.md"))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("x.md", "error: --freeze and -o both write `x.md`\n  = help: choose another name for one of them\n"),
        (
            "./x.md",
            "error: --freeze and -o both write `x.md`\n  = help: choose another name for one of them\n",
        ),
        ("x.xls", "error: no format has the ending of `x.xls`\n"),
        ("none/y.md", "error: `none/y.md` cannot be written: there is no folder `none`\n"),
    ],
)
def test_nothing_is_frozen_where_the_solution_has_no_place(
    backprop: Backprop, target: str, message: str
) -> None:
    """What is refused is refused before the first of the two files is written."""
    said = backprop("solve", "xavier_initialisation", "--freeze", "x.md", "-o", target)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("target", "way"),
    [
        ("x.PDF", "write `-o x.html`; a browser prints that to PDF"),
        ("x.ipynb", "write `-o x.md`, then `pandoc x.md -o x.ipynb`"),
        ("x.tex", "write `-o x.md --flavor pandoc`, then `pandoc x.md -o x.tex`"),
        (
            "d.r/my x.docx",
            "-o 'd.r/my x.md' --flavor pandoc`, then `pandoc 'd.r/my x.md' -o 'd.r/my x.docx'`",
        ),
        ("x.xyz", "use one of .txt, .md, .markdown, .html, .htm, .json, .py, or --format"),
        (".pdf", "use one of"),
    ],
)
def test_what_pandoc_makes_of_a_page_is_told(backprop: Backprop, target: str, way: str) -> None:
    """The format is none of ours; the commands that lead to it can be copied into a shell."""
    said = backprop("export", "one_neuron", "-o", target)
    assert said.code == 2
    assert way in said.err


def test_a_link_stays_a_link(backprop: Backprop, small: str) -> None:
    """With `--force` the file that a link points to is replaced, not the link."""
    Path("real.md").write_text("mine", encoding="utf-8")
    Path("link.md").symlink_to("real.md")
    assert backprop("solve", small, "-o", "link.md", "--force").code == 0
    assert Path("link.md").is_symlink()
    assert Path("real.md").read_text(encoding="utf-8").startswith("# One unit")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("sub.md", "error: `sub.md` is a folder\n  = help: give a file name\n"),
        (
            "none/x.md",
            "error: `none/x.md` cannot be written: there is no folder `none`\n"
            "  = help: make the folder first\n",
        ),
        (
            "sbu.md/x.md",
            "error: `sbu.md/x.md` cannot be written: there is no folder `sbu.md`\n"
            "  = help: did you mean `sub.md`?\n",
        ),
        (
            "small.yaml/x.md",
            "error: `small.yaml/x.md` cannot be written: `small.yaml` is no folder\n"
            "  = help: choose another name\n",
        ),
        ("small.yaml/sub/x.md", "error: `small.yaml/sub/x.md` cannot be written: Not a directory\n"),
        ("", "error: --output is empty\n  = help: a file or folder has a name\n"),
    ],
)
def test_a_target_that_cannot_be_written(backprop: Backprop, small: str, target: str, message: str) -> None:
    """A folder, a folder that is not there, a file in place of a folder, and no name are refused."""
    Path("sub.md").mkdir()
    for force in ([], ["--force"]):
        assert faults(backprop("export", small, "-o", target, *force)).startswith(message)
    assert sorted(os.listdir()) == ["small.yaml", "sub.md"]


def test_a_device_is_not_replaced(backprop: Backprop, small: str) -> None:
    """Even with `--force` only ordinary files are replaced."""
    os.mkfifo("pipe.md")
    message = faults(backprop("solve", small, "-o", "pipe.md", "--force"))
    assert message.startswith("error: `pipe.md` is not an ordinary file\n")


def test_a_folder_without_write_permission(backprop: Backprop, small: str) -> None:
    """A folder that may not be written to is refused; the superuser may always, so is not asked."""
    Path("locked").mkdir(mode=0o500)
    if os.access("locked", os.W_OK):
        pytest.skip("permissions do not bind this user")
    message = faults(backprop("solve", small, "-o", "locked/x.md"))
    assert message == (
        "error: `locked/x.md` may not be written\n  = help: check its permissions, or choose another name\n"
    )


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_no_half_file_is_left_when_rendering_fails(
    backprop: Backprop, small: str, monkeypatch: pytest.MonkeyPatch, force: list[str]
) -> None:
    """A failure on the way leaves the folder, and an older file, as they were."""

    def fail(*_: object) -> str:
        raise KeyboardInterrupt

    if force:
        Path("x.md").write_text("mine", encoding="utf-8")
    before = sorted(os.listdir())
    monkeypatch.setattr(Markdown, "render", fail)
    assert backprop("solve", small, "-o", "x.md", *force).code == 130
    assert sorted(os.listdir()) == before
    assert not force or Path("x.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_no_half_file_is_left_when_writing_fails(
    backprop: Backprop, small: str, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """A full disk or an interruption at the last moment leaves no temporary file."""

    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(os, "replace", fail)
    said = backprop("solve", small, "-o", "x.md")
    assert os.listdir() == [small]
    if isinstance(failure, OSError):
        assert faults(said) == "error: `x.md` cannot be written: No space left on device\n"
    else:
        assert said.code == 130


# --- bad use and bad files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["solve", "one_neurn"],
            "error: there is no file `one_neurn`\n  = help: did you mean `one_neuron`?\n",
        ),
        (
            ["solve", "one_neuron", "--open-functions"],
            "error: --open-functions is for circuits\n  = help: add --style gates\n",
        ),
        (
            ["solve", "one_neuron", "--style", "pahts"],
            "error: there is no style `pahts`\n  = help: did you mean `paths`?\n",
        ),
        (
            ["solve", "one_neuron", "--format", "markdwon"],
            "error: there is no format `markdwon`\n  = help: did you mean `markdown`?\n",
        ),
        (
            ["solve", "one_neuron", "--format", "pdf"],
            "error: there is no format `pdf`\n"
            "  = help: known are terminal, markdown, html, json, python, pytorch\n",
        ),
        (
            ["solve", "one_neuron", "-o", "x.mdd"],
            "error: no format has the ending of `x.mdd`\n"
            "  = help: use one of .txt, .md, .markdown, .html, .htm, .json, .py, or --format\n",
        ),
        (
            ["solve", "one_neuron", "--only", "W1[1,2]"],
            "error: `W1[1,2]` does not exist: the index 2 is not from 1 to 1\n",
        ),
        (
            ["solve", "one_neuron", "--only", "weight1"],
            "error: `weight1` is no quantity of this network\n"
            "  = help: names look like W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]\n",
        ),
        (
            ["solve", "deep_relu", "--style", "paths"],
            "error: there are more than 64 paths from the output to what is asked\n"
            "  = help: name one parameter with --only, or use --style delta\n",
        ),
        (
            ["solve", "one_neuron", "--notation", "Mazur"],
            "error: there is no notation `Mazur`\n  = help: did you mean `net_out`?\n",
        ),
        (
            ["solve", "one_neuron", "--notation", "Net-Out"],
            "error: there is no notation `Net-Out`\n  = help: did you mean `net_out`?\n",
        ),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_one(
    backprop: Backprop, arguments: list[str], message: str
) -> None:
    """Unknown names, styles, formats and endings: exit code 2, the message on standard error."""
    assert faults(backprop(*arguments)) == message


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["slove"], "Error: No such command 'slove'."),
        (["solve"], "Error: Missing argument 'PROBLEM'."),
        (["solve", "one_neuron", "two"], "Error: Got unexpected extra argument (two)"),
        (["solve", "one_neuron", "--onyl", "b1"], "Error: No such option '--onyl'"),
        (["solve", "one_neuron", "--digits", "1"], "1 is not in the range 2<=x<=15."),
        (["solve", "one_neuron", "--digits", "many"], "'many' is not a valid integer range."),
        (["export", "one_neuron"], "Error: Missing option '-o' / '--output'."),
    ],
)
def test_a_wrong_command_line_is_explained(backprop: Backprop, arguments: list[str], part: str) -> None:
    """What click finds wrong comes with the usage, on standard error, with exit code 2."""
    message = faults(backprop(*arguments)).replace("option: --onyl", "option '--onyl'")
    assert message.startswith("Usage: backprop")
    assert part in message


def test_all_faults_of_a_file_are_shown(backprop: Backprop, small: str) -> None:
    """A bad file: every fault with its place on standard error, exit code 2."""
    text = Path(small).read_text(encoding="utf-8").replace("linear", "lineer").replace("sse", "see")
    Path(small).write_text(text, encoding="utf-8")
    message = faults(backprop("solve", small))
    assert " --> small.yaml:4:41\n" in message
    assert "= help: did you mean `linear`?\n" in message
    assert " --> small.yaml:5:7\n" in message
    assert faults(backprop("solve", "-", given=text.encode())) == message.replace(small, "standard input")


def test_a_warning_does_not_stop(backprop: Backprop, small: str) -> None:
    """What is unusual is told on standard error with its place; the sheet is printed, exit code 0."""
    text = Path(small).read_text(encoding="utf-8").replace("linear", "sigmoid").replace("sse", "bce")
    text = text.replace("targets: [1]", "targets: [2]")
    said = backprop("solve", "-", given=text.encode())
    assert (said.code, said.out.splitlines()[0]) == (0, "One unit")
    first, _, rest = said.err.partition("\n")
    assert first.startswith("warning: `bce` is meant for targets from 0 to 1")
    assert rest == ("  --> standard input:3:10\n3 | targets: [2]\n  |          ^^^\n")
    assert backprop("blank", "-", given=text.encode()).err == said.err


def test_an_empty_standard_input_is_a_bad_file(backprop: Backprop) -> None:
    """Nothing to read is a fault of the file."""
    assert "standard input" in faults(backprop("solve", "-"))


# --- the program ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["solve"], ["export"], ["problems"], ["init"], ["schema"]])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help_with_an_example(backprop: Backprop, command: list[str], flag: str) -> None:
    """Help is data: on standard output, exit code 0, with a command line that works."""
    said = backprop(*command, flag)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: backprop {' '.join([*command, '[OPTIONS]'])}")
    _, _, example = said.out.rpartition("\n\n  ")
    assert example.startswith(("Example: backprop ", "Begin with: backprop "))
    if "&&" not in example and ">" not in example:
        words = example.split(": ", 1)[1].replace("'", "").split()
        assert backprop(*words[1:]).code == 0


def test_help_names_every_command(backprop: Backprop) -> None:
    """`backprop --help` lists the commands with a whole sentence each."""
    page = backprop("--help").out
    for line in (
        "blank     Write a sheet to fill in.",
        "check     Mark answer sheets.",
        "export    Write the worked solution to a file, proved.",
        "init      Write a commented problem to start from.",
        "problems  List the bundled problems.",
        "schema    Print the JSON Schema of problem files.",
        "solve     Print the worked solution.",
    ):
        assert f"  {line}\n" in page


def test_no_command_shows_the_help(backprop: Backprop) -> None:
    """`backprop` alone is bad use; its help goes to standard error."""
    assert faults(backprop()).startswith("Usage: backprop [OPTIONS] COMMAND")


def test_version(backprop: Backprop) -> None:
    """`--version` prints the package's version."""
    assert backprop("--version") == (0, f"backprop, version {__version__}\n", "")
