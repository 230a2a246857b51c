"""How the widgets of inboxes look and speak, as admins set it."""

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.inbox.widget import settings_out
from cairnloop.desk.inbox.widget_settings import change_widget_settings
from cairnloop.wire.widget_settings import WidgetChange

router = Router(prefix="/api", tags=["widget"])


@router.put("/widget_settings")
async def change(s: House, by: AccountManager, body: WidgetChange) -> Response:
    """Change what is given of the widget of an inbox, the primary one unless `inbox_id` names another.

    With `seen` 409 when somebody changed it since that version, and who.
    """
    given = body.widget_settings.model_dump(exclude_unset=True)
    settings, account = await change_widget_settings(s.db, body.inbox_id, given, by, seen=body.seen)
    async with s.db.read() as tx:
        calendar = await s.calendars.one(tx, account.id)
    return answer(settings_out(settings, account, calendar, s.clock.now(), online=bool(s.here(account.id))))
