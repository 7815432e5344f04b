"""A derivative by cases without a point: the cases, not the function's name again."""

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.solution import Layout

TEXT = "formulas: {f: relu(z), g: 'leaky_relu(z, 0.1)', h: elu(z), k: abs(z), m: 2*relu(z)}\n"


def test_a_derivative_by_cases_is_written_by_its_cases() -> None:
    """Without numbers ∂f/∂z is 1 if z > 0, else 0; as a factor it keeps its short name."""
    document = solve(read(TEXT), Layout(), verify=False).document
    page = Terminal().render(document)
    for working in (
        "= (1 if z > 0, else 0)  ",
        "= (1 if z > 0, else 0.1)  ",
        "= (1 if z > 0, else e^(z))  ",
        "= sign(z)  ",
        "= 2·ReLU′(z)  ",
    ):
        assert working in page
    assert r"= \begin{cases} 1 & \text{if } z \gt 0 \cr 0 & \text{else} \end{cases}" in Markdown().render(
        document
    )


def test_at_a_point_the_slope_keeps_its_name_and_says_which_case_holds() -> None:
    """With numbers the short name stays, and its reason says which case holds."""
    page = Terminal().render(solve(read(TEXT + "at: {z: 2}\n"), Layout(), verify=False).document)
    assert "= ReLU′(z)" in page
