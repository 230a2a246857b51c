"""`doctor`: does every real part work, and if not, what would help."""

from typing import Annotated

import typer

from cairnloop.cli import options
from cairnloop.cli.asking import shape_of
from cairnloop.cli.exits import Exit
from cairnloop.cli.output import Out, cell

app = options.group()

MARKS = {"ready": "✓ Ready      ", "blocked": "✕ Blocked    ", "not checked": "· Not checked"}


@app.command(epilog=options.examples("cairnloop doctor", "cairnloop doctor --model --json"))
def doctor(
    config: options.Config = None,
    url: options.Url = None,
    model: Annotated[bool, typer.Option("--model", help="Ask the model a tiny question too; it may cost.")] = False,
    json: options.Json = False,
) -> Exit:
    """Ask every real part whether it works. Ends with 0 only when nothing is blocked."""
    import asyncio

    from cairnloop.daemon.doctor import examine

    findings = asyncio.run(examine(config, url, ask_model=model))
    blocked = [one for one in findings if one.verdict == "blocked"]
    out = Out(shape_of(json=json, plain=True))
    told = {
        "ready": not blocked,
        "parts": [
            {"part": one.part, "verdict": one.verdict.value, "said": one.said, "remedy": one.remedy or None}
            for one in findings
        ],
    }
    lines = []
    for one in findings:
        lines.append(f"{MARKS[one.verdict]}  {one.part:<14} {cell(one.said)}")
        if one.remedy:
            lines.append(f"{'':<15}{'':<15} → {cell(one.remedy)}")
    out.thing(told, lines)
    return Exit.FAILED if blocked else Exit.OK
