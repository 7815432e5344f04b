"""Lists in which `0,5` was typed for one number: what was meant is told beside the fault of their size."""

import re

from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.kinds import LONGEST_EXAMPLE, flow
from backprop_cli.problem_file.yaml_tree import Scalar, YamlNode
from backprop_cli.problem_file.yaml_tree import Sequence as Listed


def decimal_comma(node: YamlNode, expected: int) -> str:
    """A hint where a list is as long as `expected` once `0,5` is read as one number."""
    items = node.items if isinstance(node, Listed) else ()
    texts: list[str] = []
    end, doubtful = (0, 0), expected > LONGEST_EXAMPLE
    for item in items:
        if not isinstance(item, Scalar):
            return ""
        goes_on = end == (item.place.line, item.place.column - 1) and item.text.isdigit()
        if goes_on and re.fullmatch(r"[-+]?[0-9]+", texts[-1]):
            texts[-1] += f".{item.text}"
        else:
            doubtful |= goes_on  # 1,0,5 is 1.0 and 5, or 1 and 0.5
            texts.append(item.text)
        end = item.place.line, item.place.column + item.place.width
    if not len(texts) == expected < len(items):
        return ""
    return "write decimals with a point" + ("" if doubtful else f": {flow(texts)}")


def decimal_comma_in_row(matrix: YamlNode, position: int, expected: int) -> str:
    """The same of a row of a matrix, or of the list itself where there are no rows."""
    return decimal_comma(matrix.items[position] if isinstance(matrix, Listed) else matrix, expected)


def decimal_comma_in(layer: FieldValues, inputs: int) -> str:
    """A hint where the rows of a layer's weights fit its inputs once `0,5` is read as one number."""
    node = layer.nodes.get(form.WEIGHTS.name)
    return decimal_comma_in_row(node, 0, inputs) if node else ""
