"""What counts as a link or an address in plain text, and when two of them are the same."""

import html
import re
import unicodedata
from collections.abc import Iterator

# Endings that make a word with a dot in it a domain: the common ones, and every country's.
COMMON = (
    "com net org info biz dev app xyz shop store online site cloud tech top club vip live link page web blog wiki help "
    "support email agency studio space website world today click download loan win bid gov edu mil int pro name mobi "
    "xxx icu cyou sbs bond quest finance money bank pay login рф рус укр бел москва онлайн сайт 中国 公司 网络 香港"
)
COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd "
    "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge "
    "gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh "
    "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw "
    "mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb "
    "sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk "
    "us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
FILES = "md py sh rs pl ps cc so"  # a country's too, but in support these are nearly always files
ENDINGS = frozenset(COMMON.split())
SHORT_ENDINGS = frozenset(COUNTRIES.split()) - frozenset(FILES.split())

DOT = r"[.．。｡]"
REST = r"[^\s<>\"“”«»\[\]\uE010]*"
URL = rf"[a-z][a-z0-9+.\-]{{1,20}}:[/\\]{{2,}}(?:\[[0-9a-f:.]+\])?{REST}"
ACTIVE = rf"(?<!\w)(?:javascript|vbscript|data|file|blob|mailto|tel|sms|callto|skype):(?=[^\s<>]){REST}"
EMAIL = rf"[\w.+%\-]{{1,64}}[@＠][\w\-]{{1,63}}(?:{DOT}[\w\-]{{1,63}})+"
DOMAIN = (
    rf"(?:[/\\]{{2}})?(?<![^\W_])(?<!\w[@＠])(?P<host>[^\W_](?:[\w\-]{{0,61}}\w)?(?:{DOT}[\w\-]{{1,63}}){{0,9}}"
    rf"{DOT}(?P<ending>[^\W\d_]{{2,24}}|xn--[\w\-]{{1,59}}))(?![\w@＠\-])(?P<tail>(?::\d+)?(?:[/?#\\]{REST})?)"
)
ADDRESS = rf"(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d+)?[/\\]{REST}"
ANY = re.compile(rf"{URL}|{ACTIVE}|(?<![\w.+%\-]){EMAIL}|{ADDRESS}|{DOMAIN}", re.I)

INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uE010]")


def visible(text: str) -> str:
    """The text without control and format characters: nothing hides inside a link, and nothing turns the line round.

    Joiners stay between characters beyond ASCII, where emoji and several scripts need them.
    """
    kept = []
    for index, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            joined = (
                character in "\u200c\u200d"
                and text[index - 1 : index] > "\x7f"
                and text[index + 1 : index + 2] > "\x7f"
            )
            if not joined:
                continue
        kept.append(character)
    return INVISIBLE.sub("", "".join(kept).replace("\r\n", "\n").replace("\r", "\n"))


def links_in(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, link) of every URL, bare domain and e-mail address, without the punctuation behind it."""
    place = 0
    while match := ANY.search(text, place):
        place = match.end()
        if match["host"] and not _is_domain(match):
            # Only its first label was misread; a domain may still begin behind that.
            place = match.start("host") + len(re.split(rf"{DOT}", match["host"])[0])
            continue
        link = _trimmed(match[0])
        if "." in link or ":" in link or "@" in link or not link.isascii():
            place = match.start() + len(link)
            yield match.start(), place, link


def _is_domain(match: re.Match[str]) -> bool:
    host, ending = match["host"], unicodedata.normalize("NFKC", match["ending"])
    folded, label = ending.lower(), re.split(DOT, match["host"])[-2]
    if re.match(r"(?::\d+)?[/\\]", match["tail"]) or host.lower().startswith("www"):
        return True
    if folded.startswith("xn--") or folded in ENDINGS:
        return True
    # `done.It` is prose, `t.co` and `EVIL.CO` are not.
    written_so = ending.islower() or host.isupper()
    return folded in SHORT_ENDINGS and written_so and (len(label) > 1 or folded in ("co", "me", "io"))


def _trimmed(link: str) -> str:
    """Without closing punctuation that belongs to the sentence around it."""
    while link:
        last = link[-1]
        unopened = (last == ")" and link.count(")") > link.count("(")) or (last == "}" and "{" not in link)
        if not unopened and last not in ".,;:!?'*_~`|…。，、；：！？’”»":
            break
        link = link[:-1]
    return link


def normal_forms(link: str) -> frozenset[str]:
    """What a link is known by when compared; a bare domain is known by both web schemes, rubbish by itself."""
    flat = unicodedata.normalize("NFKC", html.unescape(link)).strip()
    flat = re.sub(r"[\s\x00-\x1f\x7f]+", "", flat).replace("\\", "/")
    scheme, colon, rest = flat.partition(":")
    if colon and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.\-]*", scheme) and (rest.startswith("//") or "." not in scheme):
        scheme = scheme.lower()
        if scheme in ("http", "https"):
            return frozenset({f"{scheme}://{_place(rest.lstrip('/'), scheme)}"})
        return frozenset({f"mailto:{_mailbox(rest)}" if scheme == "mailto" else f"{scheme}:{rest}"})
    if re.fullmatch(EMAIL, flat):
        return frozenset({f"mailto:{_mailbox(flat)}"})
    flat = flat.lstrip("/")
    return frozenset(f"{scheme}://{_place(flat, scheme)}" for scheme in ("http", "https"))


def _place(rest: str, scheme: str) -> str:
    """host/path?query as compared: the host in its ASCII form, without default port, closing slash or fragment."""
    rest = rest.partition("#")[0]
    match = re.match(r"([^/?]*)([^?]*)\??(.*)", rest, re.S)
    assert match is not None
    host, path, query = match.groups()
    port = {"http": ":80", "https": ":443"}[scheme]
    host = _ascii_host(host.lower().replace("。", ".").removesuffix(port).rstrip("."))
    return host + path.rstrip("/") + (f"?{query}" if query else "")


def _mailbox(address: str) -> str:
    mailbox = address.partition("?")[0].lower()
    local, _, host = mailbox.rpartition("@")
    # A mailto with a query can carry a ready-made text, so it is known by all of it.
    return f"{local}@{_ascii_host(host.replace('。', '.'))}{address[len(mailbox) :]}"


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
