"""Every word the published widgets say in an address or a message is one that the manual and the page know."""

import json
import re
from pathlib import Path

from cairnloop.daemon.http.static import FOLDER
from tests.widget.sites import CLIENTS

PUBLISHED = CLIENTS / "node_modules/@papercups-io"
MANUAL = (Path(__file__).parents[2] / "docs/widget.md").read_text()
# Of a site's own window: an app that records sessions says who is there, and the widget reloads with that.
OF_THE_WINDOW = {"papercups:identify", "papercups:customer:set", "storytime:customer:set"}
HEARD = {"papercups:toggle", "papercups:plan", "papercups:ping"} | {
    *("config:update", "customer:set:id", "customer:update", "notifications:display"),
}
SAID = {"papercups:open", "papercups:close", "chat:loaded", "messages:seen", "messages:unseen"} | {
    *("customer:created", "customer:updated", "conversation:join", "message:sent", "message:received"),
}


def written(package: str, file: str) -> str:
    """A source of a published package, as its map keeps it."""
    kept = json.loads(next((PUBLISHED / package).rglob("index*.js.map")).read_text())
    return str(dict(zip(kept["sources"], kept["sourcesContent"], strict=True))[file])


def test_the_manual_names_every_parameter_of_the_published_widgets() -> None:
    config = re.search(r"type WidgetConfig = \{(.*?)\n\}", written("chat-widget", "../src/utils.ts"), re.DOTALL)
    native = (PUBLISHED / "chat-widget-native/src/index.tsx").read_text()
    passed = re.search(r"const config = \{(.*?)\n  \}", native, re.DOTALL)
    assert config
    assert passed
    names = {
        *re.findall(r"^\s+(\w+)\??:", config[1], re.MULTILINE),
        *re.findall(r"^\s+(\w+)[,:]", passed[1], re.MULTILINE),
    }
    assert {"token", "ts", "mobile", "customer", "isOutsideWorkingHours"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in MANUAL] == []


def test_the_page_knows_every_message_of_the_published_widget() -> None:
    container = written("chat-widget", "../src/components/ChatWidgetContainer.tsx")
    events = set(
        re.findall(
            r"'((?:papercups|storytime|chat|config|customer|messages?|conversation|notifications):[\w:]+)'", container
        )
    )
    assert events - OF_THE_WINDOW == (HEARD | SAID) - {"papercups:ping"}
    code = "".join(path.read_text() for path in FOLDER.glob("*.js") if path.name != "widget.js")
    # Of two that differ in their last word only, the page makes the name.
    code = code.replace("customer:${how}", '"customer:created" "customer:updated"')
    assert [event for event in sorted(HEARD | SAID) if f'"{event}"' not in code] == []
    assert [event for event in sorted(HEARD | SAID) if f"`{event}" not in MANUAL] == []
