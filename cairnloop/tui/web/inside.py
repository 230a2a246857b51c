"""The console as it runs behind a browser: what it has to know stands in a variable, and its keys come by a pipe."""

import json
import os
import sys
from pathlib import Path

VARIABLE = "CAIRNLOOP_WEB_CONSOLE"


def main() -> int:
    """Run until the browser leaves. The variable is taken away first: an opener or an editor need not inherit a key."""
    given = json.loads(os.environ.pop(VARIABLE))
    from cairnloop.config import load
    from cairnloop.tui.running import console_app

    config = given["config"]
    settings = load(None if config is None else Path(config)).console
    theme = "dark" if settings.theme == "auto" else settings.theme
    app = console_app(
        given["url"], given["api_key"], settings.model_copy(update={"theme": theme}), readonly=bool(given["readonly"])
    )
    return app.run(mouse=settings.mouse) or 0


if __name__ == "__main__":
    sys.exit(main())
