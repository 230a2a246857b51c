"""/reset and /verify: the pages behind mailed links; they load nothing from anywhere."""

from starlette.responses import Response

from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.joining import STYLE, headers

router = Router(include_in_schema=False)

# The token stands after `#`: no browser sends that to anybody, and the page takes it out of the address at once.
SCRIPT = """
const token = location.hash.slice(1), form = document.forms[0], said = document.querySelector('[role=status]')
history.replaceState(null, '', location.pathname)
const say = (text) => { said.textContent = text; said.focus() }
if (!token) { form.hidden = true; say('The link is not whole: the part after # is missing.') }
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  form.querySelector('button').disabled = true
  try {
    const answer = await fetch(form.dataset.to, { method: form.dataset.by,
      body: JSON.stringify({ ...Object.fromEntries(new FormData(form)), token }),
      headers: { 'content-type': 'application/json' } })
    const body = await answer.json()
    if (!answer.ok) throw new Error(body.error.message)
    form.hidden = true
    document.querySelector('#next').hidden = false
    document.querySelector('code').textContent =
      `cairnloop login --url ${location.origin} --email ${body.data.email}`
    say(form.dataset.done)
  } catch (error) {
    say(error.message)
    form.querySelector('button').disabled = false
  }
})
""".strip()
FIELD = (
    '<label>New password <input name="password" type="password" autocomplete="new-password" minlength="8" required>'
    "</label>"
)


def _page(title: str, form: str, fields: str, button: str, without: str) -> str:
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style>
<h1>{title}</h1><p role="status" tabindex="-1"></p>
<form {form}>{fields}<button>{button}</button></form>
<div id="next" hidden><p>Sign in where you work:</p><p><code></code></p></div>
<noscript><p>This page needs JavaScript. {without}</p></noscript>
<script>{SCRIPT}</script></html>"""


RESET = _page(
    "A new password",
    'data-to="/api/reset_password" data-by="PUT" data-done="It is set, and you are signed out everywhere."',
    FIELD,
    "Set it",
    "Without it: <code>cairnloop password --link</code> with the whole link.",
)
VERIFY = _page(
    "Is this your address?",
    'data-to="/api/verify_email" data-by="POST" data-done="Thank you: mail reaches you there."',
    "",
    "It is mine",
    "Without it nothing is lost: everything works as before.",
)
HEADERS = headers(SCRIPT)


@router.get("/reset")
async def reset() -> Response:
    """Where the link for a new password leads."""
    return Response(RESET, media_type="text/html", headers=HEADERS)


@router.get("/verify")
async def verify() -> Response:
    """Where the link leads that asks whether an address is right."""
    return Response(VERIFY, media_type="text/html", headers=HEADERS)
