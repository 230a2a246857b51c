"""`completion` and `version`: the command line about itself."""

import platform
from typing import Annotated, Literal

import typer

from cairnloop import __version__
from cairnloop.cli import options
from cairnloop.cli.asking import shape_of
from cairnloop.cli.output import Out

Shell = Literal["bash", "zsh", "fish", "powershell"]

app = options.group()


@app.command(
    epilog=options.examples(
        'eval "$(cairnloop completion bash)"        in ~/.bashrc',
        'eval "$(cairnloop completion zsh)"         in ~/.zshrc, after compinit',
        "cairnloop completion fish > ~/.config/fish/completions/cairnloop.fish",
    )
)
def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
    json: options.Json = False,
) -> None:
    """Print what makes your shell complete, ids included."""
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="cairnloop", complete_var="_CAIRNLOOP_COMPLETE", shell=shell)
    Out(shape_of(json=json, plain=True)).thing({"shell": shell, "script": script}, [script])


@app.command(epilog=options.examples("cairnloop version --json"))
def version(json: options.Json = False) -> None:
    """Say which version this is."""
    told = {"version": __version__, "python": platform.python_version()}
    Out(shape_of(json=json, plain=True)).thing(told, [f"cairnloop {__version__}"])
