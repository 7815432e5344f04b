r"""Homework in LaTeX -> lines and tables as a page has them; as many lines as before.

\begin{enumerate}                             (empty)
\item $z_1 = 0.3$ \label{a}                   - $z_1 = 0.3$
\begin{cases} z_1 = 0.3 \\ z_2 = 0.4           z_1 = 0.3 \quad z_2 = 0.4
\begin{tabular}{lr} $z_1$ & 0.3 \\             | $z_1$ | 0.3 |

Formulas stay as they are but for what says nothing, and for spellings that have a plainer one.
"""

import re

MOST_ROWS = 200
"""Lines of one environment."""
_DOCUMENT = re.compile(r"\\(?:documentclass|begin\s*\{document\})")
_COMMENT = re.compile(r"(?<!\\)%.*")
_NO_WORD = "(?![A-Za-z])"
_ARGUMENT = r"\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]{0,100}\}){0,100}\}){0,200}\}"
_OPTIONS = rf"(?:\[[^\[\]\n]{{0,100}}\]|{_ARGUMENT}){{0,3}}"
_LAID_OUT = (
    "enumerate|itemize|description|center|document|table|figure|flushleft|quote|minipage|proof|solution"
    "|answer"
)
_FRAMED = re.compile(
    r"\\(?:boxed|fbox|framebox|colorbox\{\w+\})\s*\{((?:[^{}\n]|\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]{0,60}\}){0,60}\}){0,60}\}){1,300})\}"
)
_SIGN = re.compile(r"[=≈]|\\(?:approx|simeq|gets|leftarrow)(?![A-Za-z])")
_ROWS = r"cases|dcases|rcases|aligned|align|gathered|gather|split|array|eqnarray"
_BEGIN = re.compile(
    rf"\\left\s*(?:\\\{{|\.|\[|\()\s*(?=\\begin)|\\begin\{{(?:{_ROWS})\*?\}}(?:\{{[^{{}}\n]{{0,20}}\}})?"
)
_BEGIN_ROWS = re.compile(rf"\\begin\{{(?:{_ROWS})\*?\}}")
_END = re.compile(rf"\\end\{{(?:{_ROWS})\*?\}}(?:\s*\\right\s*(?:\\\}}|\.|\]|\)))?")
_BREAK = re.compile(r"\\\\(?:\[[^\[\]\n]{0,20}\])?+[ \t]*(?=\S)")
_MATRIX = re.compile(
    r"(\\begin\{(?:[a-zA-Z]{0,6}matrix|array)\}.{0,2000}?\\end\{(?:[a-zA-Z]{0,6}matrix|array)\})"
)
_TABLE = re.compile(r"\\(?P<which>begin|end)\{(?:tabular[x*]?|longtable)\}(?:\{[^{}\n]{0,60}\}){0,2}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^{}\n]*\}|cmidrule(?:\([^()]*\))?\{[^{}\n]*\})"
)
_CELL = re.compile(r"(?<!\\)&")
_INSIDE = r"(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]{0,40}\}){0,40}\}){1,80}?"
_ROOM = r"[ \t]*+(?:\\(?:q?quad|[,;:! ])[ \t]*+){0,3}"
_SPELLINGS = tuple(
    (re.compile(pattern, re.MULTILINE), plain)
    for pattern, plain in (
        # a title is a heading, and the author's name is whose the sheet is
        (r"\\(?:sub){0,2}(?:section|paragraph)\*?\{([^{}\n]{1,200})\}", r"## \1"),
        (r"\\author\{([^{}\\\n]{1,100})\}", r"Author: \1"),
        # a cell over several columns or rows
        (r"\\multi(?:column|row)\{[^{}\n]*\}\{[^{}\n]*\}\{([^{}\n]*)\}", r"\1"),
        # commands with what they are given, the frames of lists and pages, and commands by themselves
        (
            rf"\\(?:documentclass|usepackage|newcommand|renewcommand|geometry|pagestyle|vspace\*?|hspace\*?|label|tag"
            rf"|caption|setlength|date|includegraphics|setcounter){_NO_WORD}{_OPTIONS}",
            "",
        ),
        (rf"\\(?:begin|end)\s*\{{(?:{_LAID_OUT})\*?\}}(?:\[[^\[\]\n]{{0,100}}\])?", ""),
        (
            rf"\\(?:maketitle|nonumber|notag|noindent|centering|displaystyle|newpage|clearpage|smallskip|medskip"
            rf"|bigskip|hfill|newline|limits|bigl?|bigr|Bigl?|Bigr){_NO_WORD}",
            "",
        ),
        # what leads from one equation to the next
        (
            rf"(?<=[\w)\]}}]){_ROOM}&?{_ROOM}\\(?:implies|(?:L|l)ongrightarrow|(?:R|r)ightarrow|to)"
            rf"{_NO_WORD}{_ROOM}",
            " → ",
        ),
        (r"\\(?:text|mbox)\{\s+([a-z]{2,12})\s+\}", r" \1 "),
        # a line that is only room
        (r"^[ \t]*\\q?quad[ \t]*,?[ \t]*$", ""),
        # an entry of a list
        (r"\\item(?![A-Za-z])[ \t]*(?:\[[^\[\]\n]{0,20}\])?[ \t]*", "- "),
        # another hand or colour, and a number with its unit
        (r"\\(?:textbf|emph|textit|underline|textrm|textsf|texttt)\{([^{}\n]{0,200})\}", r"\1"),
        (r"\\textcolor\s*\{[\w!]{1,30}\}\s*\{([^{}\n]{1,200})\}", r"\1"),
        (r"\{\s*\\color\s*\{[\w!]{1,30}\}\s*([^{}\n]{1,200})\}", r"\1"),
        (r"\\(?:SI|qty)\s*\{([^{}\n]{1,60})\}\s*\{[^{}\n]{0,60}\}", r"\1"),
        # a letter in another hand, without braces
        (r"\\(?:mathcal|mathscr|mathfrak|mathbf|mathrm|boldsymbol|bm)\s+([A-Za-z])(?![A-Za-z])", r"\1"),
        (r"(?<=[A-Za-z])(?=\\mathcal)", " "),
        # \hat{y_1}
        (
            r"\\(?:wide)?(hat|bar|tilde)\s*\{\s*([A-Za-z])\s*_?\s*(\{)?\s*([0-9]{1,2})\s*(?(3)\})\s*\}",
            r"\\\1{\2}_{\4}",
        ),
        # {\partial L \over \partial w}
        (rf"\{{({_INSIDE})\\over(?![A-Za-z])\s*({_INSIDE})\}}", r"\\frac{\1}{\2}"),
        # \frac{\partial}{\partial w} L
        (
            rf"\\[dt]?frac\s*\{{\s*(\\partial|d|∂)\s*\}}\s*\{{({_INSIDE})\}}\s*([LEJC])(?![A-Za-z_^])",
            r"\\frac{\1 \3}{\2}",
        ),
        # (w_1)_{new}
        (
            r"(?:\\left\s*)?\((\\?[A-Za-z]{1,10}(?:[_^](?:\w|\{[^{}\n]{1,30}\})){0,2})(?:\\right\s*)?\)"
            r"(?=[_^]\s*\{?\s*(?:\\(?:text|mathrm|rm)\s*\{?\s*)?(?:new|neu)\b)",
            r"\1",
        ),
        # w_{new}^{(1)}
        (
            r"_\s*\{\s*((?:\\(?:text|mathrm|mathit)\s*\{)?\s*(?:new|neu)\s*\}?)\s*\}\s*(\^\s*\{[^{}\n]{1,20}\})",
            r"\2_{\1}",
        ),
    )
)
"""What TeX has and what stands for it, one after the other."""


def with_plain_pages(text: str) -> str:
    """The text so; one without commands of TeX as it is."""
    if "\\" not in text and "new}" not in text:
        return text
    if _DOCUMENT.search(text):
        text = "\n".join(_COMMENT.sub("", line) for line in text.split("\n"))
    text = _with_tables(text)
    for spelling, plain in _SPELLINGS:
        text = spelling.sub(plain, text)
    return "\n".join(map(_plain, _in_rows(text.split("\n"))))


def _plain(line: str) -> str:
    """A line with an equation that is framed as a whole without its frame."""
    return _FRAMED.sub(lambda frame: frame[1] if _SIGN.search(frame[1]) else frame[0], line)


def _in_rows(lines: list[str]) -> list[str]:
    """The lines without the environments whose rows are equations, each row apart from the next."""
    found, depth = list[str](), 0
    for number, line in enumerate(lines):
        begins, ends = len(_BEGIN_ROWS.findall(line)), len(_END.findall(line))
        if not depth and not (begins and _are_equations(lines, number)):
            found.append(line)
            continue
        depth = max(0, depth + begins - ends)
        found.append("".join(map(_apart, _MATRIX.split(line))))
    return found


def _apart(part: str) -> str:
    """A part of a line with its rows apart; a matrix keeps its own."""
    if _MATRIX.fullmatch(part) and not _are_equations([part], 0):
        return part
    return _BREAK.sub(r" \\quad ", _END.sub("", _BEGIN.sub("", part)))


def _are_equations(lines: list[str], start: int) -> bool:
    """Whether the first row of the environment that begins here is an equation, and no row of a matrix."""
    inside = "\n".join(lines[start : start + MOST_ROWS])
    begin = _BEGIN.search(inside, inside.find("\\begin"))
    if begin is None:
        return False
    row = re.split(r"\\\\|\\end", inside[begin.end() :], maxsplit=1)[0]
    return _SIGN.search(row) is not None


def _with_tables(text: str) -> str:
    """The text with tables as Markdown has them, each row on its line."""
    found, in_table, has_head = list[str](), False, False
    for line in text.split("\n") if "\\begin{tab" in text or "\\begin{longtable" in text else ():
        edges = [each["which"] for each in _TABLE.finditer(line)]
        in_table = in_table or "begin" in edges
        if not in_table:
            found.append(line)
            continue
        has_head = has_head and "begin" not in edges
        bare = _TABLE.sub("", line)
        row = re.sub(r"\\\\(?:\[[^\[\]\n]{0,20}\])?", "", _RULES.sub("", bare)).strip()
        if row and _CELL.search(row):
            found.append(f"| {' | '.join(cell.strip() for cell in _CELL.split(row))} |")
            has_head = True
        else:
            found.append("|---|---|" if has_head and _RULES.search(bare) else row)
        in_table = "end" not in edges
    return "\n".join(found) if found else text
