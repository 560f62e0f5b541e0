"""The command line: read, derive, check, render. Thin; SymPy is loaded only when there is something to derive."""
from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from symderive.solution import Solution

F = TypeVar("F", bound=Callable[..., Any])
HOLDS, REFUTED, UNREADABLE, UNDECIDED = 0, 1, 2, 3         # exit codes

EXIT_CODES = """
\b
Exit codes: 0 every step holds; 1 a step is refuted; 2 the input cannot be read;
3 undecided, or not supported.
"""


VERDICTS = {
    "proved": ("every step holds", HOLDS), "verified": ("every step holds", HOLDS),
    "refuted": ("a step is refuted", REFUTED), "undecided": ("not every step could be decided", UNDECIDED),
}


class Mathematics(click.Command):
    """A command whose arguments may begin with a minus, as -x^2 does: only whole options are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options: list[str] = []
        arguments: list[str] = []
        takes_value = {name: not option.is_flag for option in self.get_params(ctx) if isinstance(option, click.Option) for name in option.opts}
        todo = iter(args)
        for word in todo:
            if word == "--":
                arguments += todo
            elif word in takes_value:
                options += (word, *([value] if takes_value[word] and (value := next(todo, None)) is not None else []))
            elif OPTION.fullmatch(word):                 # a known one with its value, or one that there is not
                options.append(word)
            else:
                arguments.append(word)
        return super().parse_args(ctx, [*options, "--", *arguments])


OPTION = re.compile(r"--[A-Za-z][\w-]+(=.*)?", re.DOTALL)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES)
@click.version_option(package_name="symderive", message="symderive %(version)s")
def cli() -> None:
    """Mathematics written out step by step, each step checked.

    \b
    Examples:
      symderive derivative 'x \\sin(x^2)' --wrt x
      symderive gradient 'x^2 y + \\sin(xy)' --wrt x,y --at x=1,y=2 --format markdown
      symderive derive '\\frac{\\partial}{\\partial y}\\left[x^2 y + e^{xy}\\right]' --format latex
      echo 'x^x' | symderive derivative - --wrt x --out notes.tex
    """


# ---- what all commands share

def output_options(command: F) -> F:
    """--format --lang --detail --view --out, and --assume."""
    for option in reversed((
        click.option("--format", "-f", "format", metavar="FORMAT", help="text, latex, markdown or json; else by the suffix of --out, else text."),
        click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh."),
        click.option("--detail", default="normal", show_default=True, type=click.Choice(["brief", "normal", "full"]), help="How many rules have a line of their own."),
        click.option("--view", default="chain", show_default=True, type=click.Choice(["chain", "tree"]), help="Whole lines, or each step under the step that needs it."),
        click.option("--document", is_flag=True, help="LaTeX: a document that compiles, not a fragment."),
        click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."),
        click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'."),
    )):
        command = option(command)
    return command


def answer(ask: Callable[[Any], Solution], *, format: str | None, lang: str, detail: str, view: str, document: bool, out: Path | None) -> None:
    """Solve, print, and leave with the exit code of the verdict."""
    sd = loaded()
    try:
        solution = ask(sd)
        options: dict[str, Any] = {"lang": lang, "detail": detail, "view": view}
        if document:
            options["document"] = True
            format = format or (None if out else "latex")
        if out is not None and format is None:
            solution.save(out, **options)
        else:
            colour = out is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            write(solution.render(format or "text", **options, color=colour), out)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    except OSError as fault:
        fail(fault, UNREADABLE)
    said, code = VERDICTS[solution.verdict.status.value]
    if out is not None:
        click.echo(f"wrote {out}: {said}", err=True)
    sys.exit(code)


def loaded() -> Any:
    """The package with all it needs. What is loaded stays: nothing in it is worth the collector's time, now or later."""
    import gc
    gc.disable()
    import symderive as sd
    import_module("symderive.ask")
    gc.freeze()
    gc.enable()
    return sd


def write(made: str | bytes, out: Path | None) -> None:
    data = made if isinstance(made, bytes) else made.encode("utf-8")
    if not data.endswith(b"\n"):
        data += b"\n"
    if out is not None:
        out.write_bytes(data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def fail(fault: Exception | str, code: int) -> None:
    click.echo(f"error: {fault}", err=True)
    sys.exit(code)


def given(text: str) -> str:
    """The argument, or standard input for '-'."""
    if text != "-":
        return text
    return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip()


def separated(text: str) -> Iterator[str]:
    r"""The functions between semicolons: those outside brackets, and not the space \; of LaTeX."""
    depth, start = 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c == ";" and depth <= 0 and text[k - 1:k] != "\\":
            yield text[start:k]
            start = k + 1
    yield text[start:]


# ---- the commands

@cli.command(cls=Mathematics)
@click.argument("problem")
@output_options
def derive(problem: str, assume: str | None, **options: Any) -> None:
    """Solve a problem that is written out, in LaTeX or plain text.

    \b
    Examples:
      symderive derive '\\frac{d}{dx}\\left[x\\sin(x^2)\\right]'
      symderive derive 'gradient of x^2 y at x=1, y=2'
    """
    answer(lambda sd: sd.derive(given(problem), assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", required=True, metavar="VARIABLE", help="The variable to differentiate in.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 20), help="How often.")
@click.option("--at", metavar="POINT", help="Where to evaluate, as x=1 or 1.")
@click.option("--values", metavar="VALUES", help="What is known of unknown functions, as \"g(2)=3, f'(3)=5\".")
@output_options
def derivative(f: str, wrt: str, order: int, at: str | None, values: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of F, a function in LaTeX or plain text ('-' reads standard input).

    \b
    Examples:
      symderive derivative 'x \\sin(x^2)' --wrt x --order 2
      symderive derivative '-x^2' --wrt x --at -1
    """
    answer(lambda sd: sd.derivative(given(f), wrt, order=order, at=at, assume=assume, values=values), **options)


def _in_several(name: str, help: str, many: bool = False) -> None:
    """Add a command that takes F (or several, separated by ';') and --wrt x,y."""
    @cli.command(name, cls=Mathematics, help=help)
    @click.argument("f", nargs=-1 if many else 1, required=True)
    @click.option("--wrt", required=True, metavar="VARIABLES", help="The variables, separated by commas.")
    @click.option("--at", metavar="POINT", help="Where to evaluate, as x=1,y=2.")
    @output_options
    def command(f: Any, wrt: str, at: str | None, assume: str | None, **options: Any) -> None:
        def ask(sd: Any) -> Any:
            variables = [v.strip() for v in wrt.split(",")]
            body = [function for part in f for function in separated(given(part))] if many else given(f)
            return getattr(sd, name)(body, *variables, at=at, assume=assume) if name == "partial" else getattr(sd, name)(body, variables, at=at, assume=assume)
        answer(ask, **options)


_in_several("partial", """The partial derivative of F in the variables of --wrt, one after the other.

\b
Example:
  symderive partial 'x^2 y + e^{xy}' --wrt x,y
""")
_in_several("gradient", """The gradient of F: the column of its partial derivatives.

\b
Example:
  symderive gradient '-x^2 y' --wrt x,y --at x=1,y=-2
""")
_in_several("jacobian", """The Jacobian of several functions, as arguments of their own or separated by ';': each row holds the partial derivatives of one.

\b
Examples:
  symderive jacobian 'r cos(t)' 'r sin(t)' --wrt r,t
  symderive jacobian 'r cos(t); r sin(t)' --wrt r,t
""", many=True)
_in_several("hessian", """The Hessian of F: the matrix of its second partial derivatives.

\b
Example:
  symderive hessian 'x^2 y + y^3' --wrt x,y
""")


ACCEPTANCE = {"undecided": UNDECIDED, "unreadable": UNREADABLE}


@cli.command(cls=Mathematics)
@click.argument("a")
@click.argument("b")
@click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'.")
@click.option("--domain", metavar="DOMAIN", help="real, complex, or conditions.")
@click.option("--form", metavar="FORM", help="The form asked for: factored, expanded, simplified or exact.")
@click.option("--tolerance", metavar="NUMBER", help="How far a value may be off; or 'rounding'.")
@click.option("--constant", is_flag=True, help="B may differ from A by a constant.")
@click.option("--up-to", metavar="WHAT", help="scale or signs: of eigenvectors, of the columns of a matrix.")
@click.option("--accept", metavar="STATUSES", help="Further statuses that are accepted, separated by commas, as domain_differs.")
@click.option("--format", "-f", "format", default="text", show_default=True, type=click.Choice(["text", "json"]))
@click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh.")
def equal(a: str, b: str, format: str, lang: str, accept: str | None, **options: Any) -> None:
    """Are the answers A and B equal? A is the one that is known to be right.

    \b
    Exit codes: 0 accepted; 1 not equal, or equal only in part, up to rounding and the like;
    2 one of them cannot be read; 3 undecided.

    \b
    Examples:
      symderive equal '\\sin(2x)' '2 \\sin x \\cos x'
      symderive equal '\\ln x^2' '2 \\ln x' --assume 'x > 0'
      symderive equal 'x^2 = 4' 'x = \\pm 2'
    """
    sd = loaded()
    try:
        found = sd.equal(given(a), given(b), accept=[s.strip() for s in accept.split(",")] if accept else (), **options)
        if format == "json":
            import json
            made = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        else:
            made = found.text(lang)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    write(made, None)
    sys.exit(HOLDS if found else ACCEPTANCE.get(str(found.status), REFUTED))


@cli.command(cls=Mathematics)
@click.argument("problem")
@click.option("--answer", "-a", metavar="ANSWER", help="What was answered.")
@click.option("--solution", "-s", metavar="FILE", help="A whole solution instead, to be checked line by line ('-' reads standard input).")
@click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'.")
@click.option("--form", metavar="FORM", help="The form asked for: factored, expanded, simplified or exact.")
@click.option("--level", default="where", show_default=True, type=click.Choice(["verdict", "hint", "where", "full"]), help="How much to say; the answer itself is given with full alone.")
@click.option("--format", "-f", "format", default="text", show_default=True, type=click.Choice(["text", "json"]))
@click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh.")
def check(problem: str, answer: str | None, solution: str | None, format: str, lang: str, level: str, **options: Any) -> None:
    """Is this ANSWER to PROBLEM right; and if not, which mistake was likely made? Or: which line of this SOLUTION is the first wrong one?

    \b
    Exit codes: 0 the answer is accepted; 1 it is not right, or not in every respect;
    2 the problem or the answer cannot be read; 3 undecided, or not supported.

    \b
    Examples:
      symderive check '\\frac{d}{dx}\\left[x^2 \\sin x\\right]' --answer '2x \\cos x'
      symderive check 'gradient of x^2 y' --answer '(2xy, x^2)' --lang zh --level hint
      symderive check 'f(x) = x^2 \\sin x' --solution homework.tex --level full
    """
    sd = loaded()
    if solution is not None:
        from symderive.homework.command import solved
        made, code = solved(given(problem), solution, format, lang, level, assume=options["assume"])
        write(made, None)
        sys.exit(code)
    if answer is None:
        fail("what is to be checked? --answer ANSWER or --solution FILE", UNREADABLE)
    try:
        report = sd.check(given(problem), given(str(answer)), lang=lang, **options)
        if format == "json":
            import json
            made = json.dumps(report.to_dict(), ensure_ascii=False, indent=2)
        else:
            made = report.feedback(level)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    write(made, None)
    sys.exit(HOLDS if report else ACCEPTANCE.get(str(report.status), REFUTED))


@cli.command(cls=Mathematics)
@click.argument("definitions")
@click.option("--of", "of", metavar="VARIABLE", help="The variable to differentiate; by default the one that no other depends on.")
@click.option("--wrt", required=True, metavar="VARIABLES", help="The variables to differentiate in, separated by commas.")
@click.option("--at", metavar="POINT", help="Values of what is not defined: shows a forward and a backward pass.")
@click.option("--graph", type=click.Choice(["svg", "tikz", "text"]), help="Print the picture of the graph alone.")
@output_options
def chain(definitions: str, of: str | None, wrt: str, at: str | None, graph: str | None, assume: str | None, **options: Any) -> None:
    """The chain rule through named variables, as 'y = 2x, z = y^2'; one nested expression is taken apart into layers.

    \b
    Examples:
      symderive chain 'x = s t, y = s + t, z = x^2 y' --of z --wrt s,t --at s=1,t=2
      symderive chain '\\sin(e^{x^2 + 1})' --wrt x
    """
    def ask(sd: Any) -> Any:
        return sd.chain(given(definitions), of, [v.strip() for v in wrt.split(",")], at=at, assume=assume)
    if graph is None:
        answer(ask, **options)
    else:
        sd = loaded()
        try:
            write(getattr(ask(sd).graph, graph)(), options["out"])
        except sd.NotSupported as fault:
            fail(fault, UNDECIDED)
        except sd.SymderiveError as fault:
            fail(fault, UNREADABLE)


@cli.command(cls=Mathematics)
@click.argument("equation")
@click.option("--of", "of", default="y", show_default=True, metavar="LETTER", help="The letter that is a function of the other.")
@click.option("--wrt", default="x", show_default=True, metavar="VARIABLE", help="The variable.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 2), help="How often.")
@click.option("--at", metavar="POINT", help="A point of the curve, as x=3,y=4.")
@output_options
def implicit(equation: str, of: str, wrt: str, order: int, at: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of a function that EQUATION defines.

    \b
    Example:
      symderive implicit 'x^2 + y^2 = 25' --of y --wrt x --order 2 --at x=3,y=4
    """
    answer(lambda sd: sd.implicit(given(equation), of, wrt, order=order, at=at, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("x")
@click.argument("y")
@click.option("--wrt", default="t", show_default=True, metavar="PARAMETER", help="The parameter.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 2), help="How often.")
@click.option("--at", metavar="VALUE", help="A value of the parameter.")
@output_options
def parametric(x: str, y: str, wrt: str, order: int, at: str | None, assume: str | None, **options: Any) -> None:
    """dy/dx of the curve X(t), Y(t).

    \b
    Example:
      symderive parametric 't^2 - 4t' '2t^3 - 6t' --wrt t --order 2
    """
    answer(lambda sd: sd.parametric(given(x), given(y), wrt, order=order, at=at, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", default="x", show_default=True, metavar="VARIABLE", help="The variable of F.")
@click.option("--at-y", metavar="VALUE", help="The value at which the inverse is differentiated.")
@click.option("--at-x", metavar="VALUE", help="The place at which F has that value, where there are several.")
@output_options
def inverse(f: str, wrt: str, at_y: str | None, at_x: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of the inverse of F at a value of F.

    \b
    Example:
      symderive inverse 'x^3 + x' --wrt x --at-y 10
    """
    answer(lambda sd: sd.inverse_derivative(given(f), wrt, at_y=at_y, at_x=at_x, assume=assume), **options)


@cli.command()
@click.argument("id", required=False)
def rules(id: str | None) -> None:
    """List the rules, or show one."""
    from symderive.rules import RULES, TOPICS
    if id is None:
        for topic, table in TOPICS.items():
            click.echo(f"{topic}\n" + "\n".join(f"  {r.id:24} {r.law}" for r in table.values()))
        return
    if id not in RULES:
        fail(f"there is no rule {id}; 'symderive rules' lists them", UNREADABLE)
    r = RULES[id]
    for label, content in (("mistake" if r.buggy else "rule", r.id), ("title", r.title), ("law", r.law), ("holds when", r.when), ("examples", "; ".join(r.examples)), ("reference", r.reference)):
        if content:
            click.echo(f"{label:12}{content}")


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell; put its output where the shell looks for it."""
    from click.shell_completion import get_completion_class
    found = get_completion_class(shell)
    if found is None:
        fail(f"no completion for {shell}", UNREADABLE)
    else:
        click.echo(found(cli, {}, "symderive", "_SYMDERIVE_COMPLETE").source())


def main() -> None:
    """The entry point of the command `symderive`."""
    try:
        cli.main(prog_name="symderive")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(HOLDS)
