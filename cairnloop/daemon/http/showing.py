"""/shared: the page behind a link to a conversation, for whoever was given one; it loads nothing from anywhere."""

from starlette.responses import Response

from cairnloop.daemon.http import joining
from cairnloop.daemon.http.bodies import Router

router = Router(include_in_schema=False)

STYLE = (
    joining.STYLE
    + """
body { max-width: 40rem } ol { list-style: none; padding: 0 }
li { border-top: 1px solid var(--line); padding: .75rem 0 }
li p { margin: .25rem 0; overflow-wrap: anywhere; white-space: pre-wrap }
li p:first-child { color: var(--lead) } a { color: inherit }
"""
).strip()
# What stands after `#` is sent to nobody. It stays in the address: whoever reloads the page wants to read on.
SCRIPT = """
const [conversation_id, token] = location.hash.slice(1).split('.')
const said = document.querySelector('[role=status]'), list = document.querySelector('ol')
const say = (text) => { said.textContent = text }
const add = (to, name, text) => {
  const made = to.appendChild(document.createElement(name))
  made.textContent = text
  return made
}
const show = (conversation) => {
  const customer = conversation.customer.title
  document.querySelector('h1').textContent = document.title = conversation.subject || `Conversation with ${customer}`
  say(conversation.messages.length ? '' : 'Nothing was said yet.')
  for (const message of conversation.messages) {
    const item = list.appendChild(document.createElement('li'))
    const who = message.customer_id ? customer : message.user?.display_name || 'The team'
    add(item, 'p', `${who}, ${new Date(message.sent_at).toLocaleString()}`)
    if (message.body) add(item, 'p', message.body)
    for (const file of message.attachments || []) {
      const link = add(add(item, 'p', ''), 'a', file.filename)
      link.rel = 'noreferrer'
      link.href = file.file_url
    }
  }
}
const read = async () => {
  if (!conversation_id || !token) return say('The link is not whole: a part after # is missing.')
  try {
    const answer = await fetch('/api/conversations/shared?' + new URLSearchParams({ conversation_id, token }))
    const body = await answer.json()
    answer.ok ? show(body.data) : say(`${body.error.message}. Ask whoever gave you this link for another.`)
  } catch {
    say('This page did not reach the desk. Load it again.')
  }
}
addEventListener('hashchange', () => location.reload())
read()
""".strip()
PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>Conversation</title>
<style>{STYLE}</style><h1>Conversation</h1><p role="status">Looking…</p><ol></ol>
<noscript><p>This page needs JavaScript.</p></noscript><script>{SCRIPT}</script></html>"""
HEADERS = joining.headers(SCRIPT, STYLE)


@router.get("/shared")
async def page() -> Response:
    """Where a link to a conversation leads."""
    return Response(PAGE, media_type="text/html", headers=HEADERS)
