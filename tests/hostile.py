"""Texts that somebody might send to do harm."""

import re

HOSTILE = {
    "clears the screen": "\x1b[2J\x1b[H\x1b[31mhello",
    "sets the title": "\x1b]0;rm -rf /\x07 hello",
    "writes the clipboard": "\x1b]52;c;cm0gLXJmIC8K\x1b\\ hello",
    "asks the terminal": "\x1b[c\x1b[6n\x05 hello",
    "8-bit control": "\x9b2J\x90q\x9c hello",
    "goes back": "safe\rEVIL\x08\x08\x7f",
    "turns the line around": "invoice_\u202egnp.exe\u202c \u2066isolated\u2069 \u200f\u061c",
    "NUL": "a\x00b",
    "only NUL": "\x00",
    "all controls": "".join(map(chr, range(0x20))) + "x",
    "surrogates": "lone \ud800 and \udfff pair",
    "separators": "a\u2028b\u2029c\x0bd\x0ce\x85f",
    "byte order": "\ufeffhello\ufffe\uffff",
    "invisible": "\u200b\u200c\u200d\u2060\U000e0041hi",
    "many marks": "Z" + "\u0300" * 5000,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markup": "[bold red]x[/] [link=file:///etc/passwd]y[/link] [@click=app.quit]z[/]",
    "sql": "'; DROP TABLE messages; -- \\'",
    "search": '" OR NEAR(a b, 99) * ^ col:x AND NOT (',
    "format": "%s%n %(x)s {0} {x!r} ${jndi:ldap://x}",
    "long line": "x" * 19_000,
    "blank": " \t\n\u3000",
    "too long": "y" * 20_001,
    "much too long": "z" * 70_000,
}
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
