"""Looking at reports."""

from typing import TYPE_CHECKING

from cairnloop.tui.remote.reports import read_report
from cairnloop.tui.screens.reports import ReportsScreen
from cairnloop.tui.state.reports import ReportWanted, Wish
from cairnloop.tui.terminal.lines import Line
from cairnloop.tui.view.reports import report_lines

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


async def reports(app: "ConsoleApp") -> None:
    def want(wish: Wish) -> None:
        app.take(ReportWanted(wish))

    async def read(wish: Wish) -> None:
        app.take(await read_report(app.daemon, wish, app.now()))

    def lines(width: int) -> list[Line]:
        return report_lines(app.desk, width)

    await app.ask(ReportsScreen(lines, lambda: app.desk.reports.wish, want, read))


PERFORM = {"reports": reports}
