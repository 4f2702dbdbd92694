r"""The LaTeX of the book as lines of text, with marks for references, as shown.py reads a page.

What only sets the text is taken away.  A command that has no name here stays, and the tests find
it: it might hide something, or print what the site does not show.
"""

import re

from shown import END, LINK, TO, lines

KEPT = "\ue005"  # around the number of what is read already, such as a formula
PROGRAM = re.compile(
    r"(\{cell_output\}\n)?\\begin\{sphinxVerbatim\}\[commandchars=\\\\\\\{\\\}\]\n(.*?)"
    r"\\end\{sphinxVerbatim\}",
    re.S,
)
DISPLAY = re.compile(
    r"\\begin\{equation\}\\label\{equation:\w+:([\w-]+)\}\n\\begin\{split\}(.*?)\\end\{split\}\n"
    r"\\end\{equation\}",
    re.S,
)
SIGNS_OF_PROGRAMS = {"bs": "\\", "us": "_", "ob": "{", "cb": "}", "ca": "^", "lt": "<", "gt": ">"}
SIGNS_OF_PROGRAMS |= {"sh": "#", "pc": "%", "dl": "$", "hy": "-", "sq": "'", "dq": '"'}
SIGNS = {"sphinxhyphen": "-", "textasciitilde": "~", "textbackslash": "\\", "textquotesingle": "'"}
# A long table has its head on each of its pages, and says so.
HEAD_AGAIN = re.compile(
    r"(\\sphinxtoprule\n(?:.*\n)*?\\sphinxmidrule\n)\\endfirsthead\n\n"
    r"\\multicolumn\{3\}\{c\}\{\\sphinxnorowcolor\n    \\makebox\[0pt\]\{\\sphinxtablecontinued\{"
    r"\\tablename\\ \\thetable\{\} \\textendash\{\} continued from previous page\}\}%\n\}\\\\\n"
    r"\1\\endhead\n\n\\sphinxbottomrule\n\\multicolumn\{3\}\{r\}\{\\sphinxnorowcolor\n    "
    r"\\makebox\[0pt\]\[r\]\{\\sphinxtablecontinued\{continues on next page\}\}%\n\}\\\\\n"
    r"\\endfoot\n\n\\endlastfoot\n"
)
STYLES = "sphinxstyleemphasis|sphinxstylestrong|sphinxcode|sphinxupquote|sphinxcrossref|textbf"
STYLES += r"|DUrole\{[\w-]+\}|detokenize"
# Commands with arguments, and what is read for them.
RULES = {
    rf"\\(?:{STYLES})\{{([^{{}}]*)\}}": r"\1",
    r"\{\[\}": "[",
    r"\{\]\}": "]",
    r"\\eqref\{([^{}]*)\}": rf"{LINK}{TO}\1{END}",
    r"\\hyperlink\{cite\.([\w:]+)\}\{([^{}]*)\}": rf"{LINK}\2{TO}\1{END}",
    r"\\hyperref\[([^][]*)\]\{(\w+) \\ref\{\1\}\}": rf"{LINK}\2{TO}\1{END}",
    r"\\hyperref\[([^][]*)\]\{Solution on page~\\pageref\*\{\1\}\}": rf"{LINK}Solution{TO}\1{END}",
    r"\\hyperref\[([^][]*)\]\{([^{}]*)\}": rf"{LINK}\2{TO}\1{END}",
    rf"\{{({LINK}[^{{}}]*{END})\}}": r"\1",
    r"\\(?:chapter|section|subsection|sphinxlineitem)\{([^{}]*)\}": r"\n\1\n",
    r"\\begin\{sphinxadmonition\}\{note\}\{([^{}]*)\}": r"\n\1\n",
    r"\\sphinxincludegraphics\{\{(\w+)\}\.pdf\}": r"\n\1.pdf\n",
    r"\\caption\{([^{}]*)\}\\label\{\w+:([\w-]+)\}": r"\n\1\n(\2)\n",
    r"\\makeatletter\\def\\@currentlabel\{([\d.]+)\}\\makeatother": r"(\1)",
    r"\\phantomsection\\label\{\w+:((?:exercise|solution)-[\w-]+)\}": r"(\1) ",
    r"\\bibitem\[([\w+]+)\]\{([\w:]+)\}": r"\n[\1] (\2)\n",
    r"\\item \{\}|\\\\|&": r"\n",
}
# What only places or measures.
BARE = """sphinxAtStartPar sphinxbeforeendvarwidth sphinxstepscope phantomsection sphinxhline
    sphinxstyletheadfamily sphinxtoprule sphinxmidrule sphinxbottomrule sphinxattablestart
    sphinxattableend sphinxatlongtablestart sphinxatlongtableend sphinxthistablewithglobalstyle
    sphinxthistablewithnovlinesstyle sphinxtableatstartofbodyhook sphinxtableafterendhook par
    medskip noindent nopagebreak centering capstart"""
BOXES = "sphinxuseclass figure varwidth savenotes tabulary longtable enumerate itemize description"
BOXES += " sphinxadmonition sphinxthebibliography"
PLACING = "|".join(
    [
        r"\\def\\sphinxLiteralBlockLabel\{\\label\{[^{}]*\}\}",
        r"\\label\{[^{}]*\}",
        r"\\sphinxsetlistlabels\{\\(?:alph|arabic)\}\{enumi\}\{enumii\}\{\}\{[.)]\}",
        r"\\makeatletter\n  \\LTleft.*\n  \\LTright.*\n\\makeatother",
        r"\\begin\{varwidth\}\[t\]\{\\sphinxcolwidth\{1\}\{\d\}\}",
        r"\\begin\{tabulary\}\{\\linewidth\}\[t\]\{T+\}",
        r"\\begin\{longtable\}\{(?:\\X\{[1-9]\d*\}\{\d+\})+\}",
        r"\\begin\{(?:sphinxuseclass|sphinxthebibliography)\}\{[\w-]+\}",
        r"\\begin\{(?:figure\}\[H\]|(?:savenotes|enumerate|itemize|description)\})",
        rf"\\end\{{(?:{'|'.join(BOXES.split())})\}}",
        rf"\\(?:{'|'.join(BARE.split())})(?![a-zA-Z])",
        "%$",
    ]
)


def program(tex):
    """The text of a program or of an output."""
    while r"\PYG{" in tex:
        tex = re.sub(r"\\PYG\{[^{}]*\}\{((?:[^{}]|\{\})*)\}", r"\1", tex)
    return re.sub(r"\\PYGZ(\w\w)\{\}", lambda sign: SIGNS_OF_PROGRAMS[sign[1]], tex)


def body(tex):
    return tex.split(r"\begin{document}")[1].split(r"\end{document}")[0]


def outputs(tex):
    """What cells print, in the order of the book."""
    return [program(code) for output, code in PROGRAM.findall(body(tex)) if output]


def text_of(tex):
    """The lines of the book but for what cells print; a display has its label, as a figure has."""
    kept = []

    def keep(text):
        kept.append(text)
        return f"{KEPT}{len(kept) - 1}{KEPT}"

    text = HEAD_AGAIN.sub(r"\1", body(tex))
    text = PROGRAM.sub(lambda m: m[1] or f"\n{keep(program(m[2]))}\n", text)
    text = DISPLAY.sub(lambda m: f"\n{keep(display(m[2], m[1]))}\n", text)
    text = re.sub(r"\\\((.*?)\\\)", lambda m: keep(inline(m[1])), text, flags=re.S)
    text = re.sub(r"\\([_%&#${}])", lambda m: keep(m[1]), text)
    text = re.sub(rf"\\({'|'.join(SIGNS)})\{{\}}", lambda m: keep(SIGNS[m[1]]), text)
    before = ""
    while before != text:
        before = text
        for rule, read in RULES.items():
            text = re.sub(rule, read, text)
    text = re.sub(PLACING, "", text, flags=re.M)
    text = re.sub(f"{KEPT}(\\d+){KEPT}", lambda m: kept[int(m[1])], text)
    return "\n".join(lines(text))


def inline(tex):
    return f"${' '.join(tex.split())}$"


def display(tex, label):
    return f"$${' '.join(tex.split())}$$ ({label})"
