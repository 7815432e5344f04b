"""Equations in a line as Word, Typst and others type them -> as they are read: `z_1^((1))` is z_1^{(1)}.

∂L/(∂w_11^((1)) )                      ∂L/∂w_11^{(1)}
(partial L)/(partial w_(12))           ∂L/∂w_{12}
mat(0.1, 0.2; 0.3, 0.4)                [[0.1, 0.2], [0.3, 0.4]]

As many lines as before, but for matrices over several.
"""

import re

_PART = r"(?:[^()/\n]|\{\([^()\n]{1,3}\)\}){1,40}?"
_GAP = r"\s{0,9}"
_BY = rf"{_GAP}({_PART}){_GAP}\)"
_SPELLINGS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        # a layer, and an index of several signs
        (r"\^\(\([ \t]*([0-9]{1,2})[ \t]*\)[ \t]*\)", r"^{(\1)}"),
        (r"(?<=[A-Za-zδ])_\(([A-Za-z0-9,]{1,12})\)", r"_{\1}"),
        # ∂L/(∂w), (∂L)/(∂w), (partial L)/(partial w), frac(partial L, partial w)
        (rf"\({_GAP}∂{_GAP}({_PART}){_GAP}\){_GAP}/{_GAP}\({_GAP}∂{_BY}", r"∂\1/∂\2"),
        (rf"∂([^\s()/=]{{1,20}}){_GAP}/{_GAP}\({_GAP}∂{_BY}", r"∂\1/∂\2"),
        (
            rf"\({_GAP}(?:partial|diff)\s{{1,9}}({_PART}){_GAP}\){_GAP}/{_GAP}\({_GAP}(?:partial|diff)\s{_BY}",
            r"∂\1/∂\2",
        ),
        (
            rf"\bfrac\({_GAP}(?:partial|diff)\s{{1,9}}({_PART}){_GAP},{_GAP}(?:partial|diff)\s{_BY}",
            r"∂\1/∂\2",
        ),
        # :math:`L = 0.2`, stem:[L = 0.2], and a term with what it is, `L :: 0.2`
        (r":math:`([^`\n]{1,500})`", r"$\1$"),
        (r"\b(?:latexmath|stem):\[((?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,500})\]", r"$\1$"),
        (r"(?<=[\w)\]}])[ \t]?::[ \t]+(?=[-+−–]?\.?[0-9])", " = "),
        # a letter with a mark over it, which a copy has apart, and words of Typst
        (r"(?<=[^\W\d_])[ \u00a0](?=[\u0302-\u0304])", ""),
        (r"\bhat\(([a-z])\)", "\\1\u0302"),
        (r"(?<=[)\]}0-9])[ \t]+approx[ \t]+(?=[-+−]?\.?[0-9])", " ≈ "),
        (r"(?<=[)\]}0-9])[ \t]+\"(new|neu)\"", r" \1"),
        (r"\bvec\(([-+−.0-9, \t]{1,300})\)", r"[\1]"),
    )
)
_MATRIX = re.compile(r"\bmat\(([-+−.0-9,;\s]{1,1000})\)")


def with_plain_equations_in_lines(text: str) -> str:
    """The text so."""
    for spelling, plain in _SPELLINGS:
        text = spelling.sub(plain, text)
    return _MATRIX.sub(lambda found: _rows(found[1]), text)


def _rows(entries: str) -> str:
    return f"[[{'], ['.join(' '.join(row.split()) for row in entries.split(';') if row.strip())}]]"
