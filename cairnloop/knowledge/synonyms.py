"""Words that mean nearly the same at any help desk, whatever the product; used to widen a question, never to index."""

from functools import cache

from cairnloop.knowledge.words import ENGLISH, stem_of

# One family a line. Only words any support desk hears belong here: nothing of one trade, nothing of one product.
_FAMILIES = """
login log signin sign logon
logout signout
register registration signup enroll enrol
password passphrase passcode pw pwd passwd credentials
forgot forget forgotten lost reset recover recovery
account profile
delete remove erase wipe purge discard
cancel cancellation terminate quit unsubscribe end stop
subscription subscribe plan tier membership package
price pricing cost fee rate tariff expensive
discount cheaper rebate reduction reduced coupon promo voucher
refund reimburse reimbursement
invoice bill receipt billing
pay payment paid charge debit bill
card creditcard visa mastercard
bank account transfer
buy purchase order checkout
trial demo try
email mail inbox mailbox
phone mobile smartphone cellphone cell handset
iphone ipad ios apple phone
android samsung phone
computer laptop desktop pc mac macbook
picture photo image pic screenshot
video clip movie film
file document attachment
folder directory
import upload load migrate
export download backup extract
backup copy restore
spreadsheet excel csv sheet table
website site webpage homepage
url link address
domain hostname dns
error bug fault problem failure fail failed
broken damage defect faulty crash
slow lag performance speed fast
hang freeze frozen stuck
empty blank white grey
disappear vanish missing gone lost
invite invitation add join
user member colleague coworker teammate employee staff people
team group organization organisation company
admin administrator owner manager boss
role permission access right privilege
allow permit enable activate
disable deactivate block
setting preference configuration config configure option customize customise
setup install installation configure
update upgrade version release
notification alert notify reminder message
language translate translation localization localisation french german spanish italian czech dutch polish portuguese
theme dark appearance night
color colour
share sharing
public visible visibility publish
private hide hidden secret confidential
privacy gdpr personal
security secure safe protect protection
encrypt encryption encrypted cipher aes
2fa mfa twofactor twostep totp authenticator otp
sso saml okta azure oidc keycloak entra
api rest endpoint script developer program
webhook callback endpoint
integration integrate connect plugin addon extension
embed iframe widget
search find lookup
edit change modify alter adjust
rename name
create make new
move transfer migrate relocate
merge combine join unify
split divide separate cut
duplicate copy twice double
calendar date schedule appointment
print printout printer pdf paper poster
report statistic stats analytics dashboard
graph chart diagram
limit quota maximum max cap
storage space disk capacity
offline disconnect internet connection network signal
wifi wlan network
sync synchronise synchronize
history log audit
undo revert restore rollback
ship shipping deliver delivery parcel dispatch shipment
return exchange replacement replace
warranty guarantee
outage downtime status maintenance unavailable
tax vat gst
charity nonprofit ngo
school education student university teacher
battery power drain
bluetooth pair
device hardware
keyboard shortcut hotkey
browser chrome firefox safari
certificate ssl tls https cert
server host hosting hosted
database db sql
spam junk
verify verification confirm validate
expire expiry expiration valid
lock locked unlock
customer client
mute silence unsubscribe
contract agreement dpa terms
region continent country location
guide tutorial instruction documentation manual
terms conditions policy
support helpdesk contact
feature function functionality
button icon
screen display monitor
text sms message
reply respond answer
""".strip()

# Two or three words that together mean what one word of a family means.
_PHRASES = {
    "get rid of": "delete",
    "getting rid of": "delete",
    "money back": "refund",
    "how much": "price",
    "log in": "login",
    "logging in": "login",
    "sign in": "login",
    "signing in": "login",
    "sign up": "register",
    "signed up": "register",
    "set up": "setup",
    "setting up": "setup",
    "turn on": "enable",
    "switch on": "enable",
    "turn off": "disable",
    "switch off": "disable",
    "opt out": "unsubscribe",
    "go back": "restore",
    "bring back": "restore",
    "two factor": "2fa",
    "two step": "2fa",
    "single sign": "sso",
    "self host": "hosting",
}


def relatives(stem: str, language: str = ENGLISH) -> frozenset[str]:
    """Stems that often stand for the same thing; empty for most words and for languages other than English."""
    return _relatives().get(stem, frozenset()) if language == ENGLISH else frozenset()


def spoken_phrases(text: str) -> list[str]:
    """The one-word meanings of common phrases in a text."""
    folded = " ".join(text.lower().split())
    return [word for phrase, word in _PHRASES.items() if phrase in folded]


@cache
def _relatives() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _FAMILIES.splitlines():
        family = {stem for word in line.split() if (stem := stem_of(word))}
        for stem in family:
            found.setdefault(stem, set()).update(family - {stem})
    return {stem: frozenset(others) for stem, others in found.items()}
