"""A factor 1 of a formula problem says why it is 1, and a 0 that is put in has no sign of its own."""

from page_in_a_line import page_as_printed

from backprop_cli.worksheet.layout import Layout

LOGISTIC = """
formulas: {net: w*x + b, yhat: sigmoid(net), L: "-(y*ln(yhat) + (1 - y)*ln(1 - yhat))"}
at: {w: 0.5, x: 1, b: 0.1, y: 0}
wrt: [w, b]
"""


def rows_of(text: str, layout: Layout | None = None) -> dict[str, str]:
    """The rows of the page's tables, by their quantities."""
    page = page_as_printed(text, layout)
    rows: dict[str, str] = {}
    last = ""
    for line in page.splitlines():
        if line.startswith("│ "):
            name, working = (cell.strip() for cell in line.split("│")[1:3])
            last = name or last
            rows[last] = " ".join(f"{rows.get(last, '')} {working}".split())
    return rows


def test_what_is_added_as_it_is_has_the_factor_one() -> None:
    """∂net/∂b of w·x + b is 1, since b is a term of the sum; ∂net/∂w is x, which has its own reason."""
    rows = rows_of(LOGISTIC)
    assert "b is added as it is: factor 1" in rows["∂L/∂b"]
    assert "added as it is" not in rows["∂L/∂w"]
    assert "added as it is" not in rows["∂L/∂ŷ"]


def test_a_derivative_that_is_one_says_so_on_its_own_line() -> None:
    """∂E/∂u of E = u + v; a term with a minus or twice in the sum has another derivative."""
    text = "formulas: {u: 'a^2', v: 3*a, s: a, E: u + v + s - b, F: E + a*E}\nat: {a: 2, b: 1}\n"
    rows = rows_of(text)
    assert "= 1 u is added" not in rows["∂F/∂E"]
    assert "u is added as it is: factor 1" in rows["∂F/∂u"]
    assert "added" not in rows["∂F/∂b"]
    assert "E is added" not in rows["∂F/∂E"]  # 1 + a


def test_with_the_rules_named_it_is_the_sum_rule_that_says_it() -> None:
    """Then no reason is said twice."""
    page = page_as_printed(LOGISTIC, Layout(rules=True))
    assert "added as it is" not in page


def test_a_zero_has_no_minus() -> None:
    """With y = 0, −y/ŷ is 0/ŷ, and −x·w + b is 0·w + b; a number that is not 0 keeps its minus."""
    row = rows_of(LOGISTIC)["∂L/∂ŷ"]
    assert "−0/" not in row
    assert "≈ 0/0.64566 + (1 − 0)/(1 − 0.64566)" in row  # σ(0.6) = 0.64566
    text = "formulas: {{f: '-x*w + b'}}\nat: {{x: {x}, w: 2, b: 5}}\n"
    assert "= 0·2 + 5" in rows_of(text.format(x=0))["f"]
    assert "= −3·2 + 5" in rows_of(text.format(x=3))["f"]


def test_a_derivative_along_one_edge_has_its_number() -> None:
    """∂g/∂z of f − 2z with f held is −2, which is not too large for a number."""
    text = "formulas: {f: x + z, g: f - 2*z*z}\nat: {x: 2, z: 3}\n"
    row = rows_of(text, Layout(rules=True))["∂g/∂z (direct)"]
    assert "too large" not in row
    assert "= −4·3" in row
