"""/join: the page behind an invitation's link, for those without the command line; it loads nothing from anywhere."""

import base64
import hashlib

from starlette.responses import Response

from cairnloop.daemon.http.bodies import Router

router = Router(include_in_schema=False)

STYLE = """
:root { color-scheme: light dark; --paper: #F4EEE2; --ink: #141B19; --line: #8E8068; --lead: #A8492A }
@media (prefers-color-scheme: dark) { :root { --paper: #101614; --ink: #F4EEE2; --lead: #E0906F } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 4rem auto;
  max-width: 24rem; padding: 0 1rem }
label { display: block; margin: 1rem 0 } input, button { box-sizing: border-box; display: block; font: inherit;
  padding: .5rem; width: 100%; color: inherit; background: transparent; border: 1px solid var(--line) }
button { background: var(--lead); color: var(--paper); border-color: var(--lead) } [role=status] { color: var(--lead) }
code { overflow-wrap: anywhere }
""".strip()
# The token stands after `#`: no browser sends that to anybody, and the page takes it out of the address at once.
SCRIPT = """
const token = location.hash.slice(1), form = document.forms[0], said = document.querySelector('[role=status]')
history.replaceState(null, '', location.pathname)
const say = (text) => { said.textContent = text; said.focus() }
if (!token) { form.hidden = true; say('The link of the invitation is not whole: the part after # is missing.') }
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  form.querySelector('button').disabled = true
  const user = { ...Object.fromEntries(new FormData(form)), invite_token: token }
  try {
    const answer = await fetch('/api/registration', { method: 'POST', body: JSON.stringify({ user }),
      headers: { 'content-type': 'application/json' } })
    const body = await answer.json()
    if (!answer.ok) throw new Error(body.error.message)
    fetch('/api/session', { method: 'DELETE', headers: { authorization: body.data.token } })
    form.hidden = true
    document.querySelector('#next').hidden = false
    document.querySelector('code').textContent =
      `cairnloop login --url ${location.origin} --email ${body.data.email}`
    say('You have your seat.')
  } catch (error) {
    say(error.message)
    form.querySelector('button').disabled = false
  }
})
""".strip()
PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Join the desk</title><style>{STYLE}</style>
<h1>Join the desk</h1><p role="status" tabindex="-1"></p>
<form><label>E-mail <input name="email" type="email" autocomplete="username" required></label>
<label>What colleagues call you <input name="full_name" autocomplete="name" maxlength="255"></label>
<label>Password <input name="password" type="password" autocomplete="new-password" minlength="8" required></label>
<button>Take the seat</button></form>
<div id="next" hidden><p>Sign in where you work:</p><p><code></code></p></div>
<noscript><p>This page needs JavaScript. Without it: <code>cairnloop join</code> with the whole link.</p></noscript>
<script>{SCRIPT}</script></html>"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def headers(script: str, style: str = STYLE) -> dict[str, str]:
    """For a page of this style that runs this script and nothing else."""
    return {
        "content-security-policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }


HEADERS = headers(SCRIPT)


@router.get("/join")
async def page() -> Response:
    """Where an invitation's link leads."""
    return Response(PAGE, media_type="text/html", headers=HEADERS)
