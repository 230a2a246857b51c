"""Forms that no stemmer joins: irregular verbs and plurals, and British beside American spelling."""

import re

# Base form first, then the forms that become it.
_IRREGULAR = """
be been; beat beaten; become became; begin began begun; bend bent; bet betted; bind bound; bite bit bitten; blow blew
blown; break broke broken; bring brought; broadcast broadcasted; build built; burn burnt; buy bought; catch caught;
choose chose chosen; come came; creep crept; cut cutting; deal dealt; dig dug; do did done; draw drew drawn; dream
dreamt; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find
found; fly flew flown; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze
frozen; get got gotten; give gave given; go went gone; grow grew grown; hang hung; have had; hear heard; hide hid
hidden; hold held; keep kept; know knew known; lay laid; lead led; lean leant; learn learnt; leave left; lend lent; lie
lain; lose lost; make made; mean meant; meet met; misunderstand misunderstood; overwrite overwrote overwritten; pay
paid; prove proven; ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen; seek sought;
sell sold; send sent; shake shook shaken; shine shone; shoot shot; show shown; shrink shrank shrunk; sing sang sung;
sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spell spelt; spend spent; spill spilt; spin spun;
spring sprang sprung; stand stood; steal stole stolen; stick stuck; strike struck; swear swore sworn; sweep swept; swim
swam swum; swing swung; take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
undo undid undone; understand understood; wake woke woken; wear wore worn; weave wove woven; win won; withdraw withdrew
withdrawn; write wrote written; rewrite rewrote rewritten; reset resetting; child children; foot feet; goose geese; man
men; mouse mice; person people persons; tooth teeth; woman women; half halves; knife knives; leaf leaves; life lives;
shelf shelves; wife wives; analysis analyses; axis axes; crisis crises; criterion criteria; datum data; index indices;
matrix matrices; medium media; vertex vertices
"""
_SPELLINGS = """
aluminum aluminium; artifact artefact; check cheque; defense defence; draft draught; gray grey; jewelry jewellery;
license licence; mold mould; mustache moustache; offense offence; pajama pyjama; plow plough; practice practise; program
programme; skeptical sceptical; tire tyre; ok okay
"""
_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3})is(ation|e|ed|es|ing|er|ers)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2}[^aeou])our(s|ed|ing|ite|ites|able)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{2})tre(s)?$"), r"ter\1"),
    (re.compile(r"(?<=[a-z]{2})logue(s)?$"), r"log\1"),
    (re.compile(r"(?<=[a-z]{2}[aeiou])ll(ed|ing|er|ers)$"), r"l\1"),
)


def _table(text: str) -> dict[str, str]:
    families = (family.split() for family in text.split(";"))
    return {form: base for base, *forms in families for form in forms}


_FORMS = {**_table(_IRREGULAR), **_table(_SPELLINGS)}


def base_form(word: str) -> str:
    """The one form under which these spellings of a lower-case English word are known; most words are their own."""
    word = _FORMS.get(word, word)
    for ending, instead in _ENDINGS:
        word = ending.sub(instead, word)
    return word
