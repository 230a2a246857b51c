"""The few sentences the house itself says around its evidence, in the languages it can say them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences. They are calm, greet nobody and promise nothing."""

    sorry: str
    after_steps: str
    after_facts: str
    which_of: str  # {a}, {b}
    is_it: str  # {a}
    what_error: str
    what_error_about: str  # {a}
    which_plan: str
    what_goal: str
    tell_more: str
    hand_over: str
    pick_a_time: str  # {link}


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        sorry="Sorry about the trouble.",
        after_steps="If something looks different on your side, tell us what you see there.",
        after_facts="If that leaves anything open, just reply here.",
        which_of="To give you the right answer: is this about “{a}” or about “{b}”? If it is neither, a sentence on "
        "what you were trying to do helps us most.",
        is_it="We would like to be sure before we answer: is this about “{a}”? If not, a sentence on what should "
        "happen, and where, helps us most.",
        what_error="What exactly do you see when it happens? The words of the error message and the screen you are on "
        "would let us look in the right place.",
        what_error_about="We would like to be sure before we answer. What exactly do you see when it happens with "
        "“{a}”: which screen, and which words?",
        which_plan="Which plan are you on? The answer depends on it.",
        what_goal="Could you tell us in a sentence or two what you would like to do, and where you are when you "
        "try it?",
        tell_more="We would like to answer the right question: what do you want to achieve in the end, and what have "
        "you tried so far?",
        hand_over="We do not have a sure answer to this, so we are passing it to a colleague rather than guessing. "
        "Everything you wrote goes with it; you do not need to repeat anything.",
        pick_a_time="If you would rather talk to somebody, you can pick a time here: {link}",
    ),
    "de": Phrases(
        sorry="Das tut uns leid.",
        after_steps="Falls bei Ihnen etwas anders aussieht, schreiben Sie uns bitte, was Sie dort sehen.",
        after_facts="Falls damit noch etwas offen ist, antworten Sie einfach hier.",
        which_of="Damit wir Ihnen richtig antworten: Geht es um „{a}“ oder um „{b}“? Falls beides nicht passt, hilft "
        "uns ein Satz dazu, was Sie tun wollten.",
        is_it="Wir möchten sicher sein, bevor wir antworten: Geht es um „{a}“? Falls nicht, hilft uns ein Satz dazu, "
        "was wo geschehen soll.",
        what_error="Was genau sehen Sie, wenn es passiert? Der Wortlaut der Meldung und die Seite, auf der Sie sind, "
        "würden uns helfen, an der richtigen Stelle zu suchen.",
        what_error_about="Wir möchten sicher sein, bevor wir antworten. Was genau sehen Sie, wenn es bei „{a}“ "
        "passiert: welche Seite und welcher Wortlaut?",
        which_plan="Welchen Tarif nutzen Sie? Davon hängt die Antwort ab.",
        what_goal="Können Sie uns in ein, zwei Sätzen schreiben, was Sie tun möchten und wo Sie es versuchen?",
        tell_more="Wir möchten auf die richtige Frage antworten: Was möchten Sie am Ende erreichen, und was haben "
        "Sie bisher versucht?",
        hand_over="Darauf haben wir keine sichere Antwort, deshalb geben wir Ihre Frage an eine Kollegin oder einen "
        "Kollegen weiter, statt zu raten. Alles, was Sie geschrieben haben, geht mit; Sie müssen nichts wiederholen.",
        pick_a_time="Wenn Sie lieber mit jemandem sprechen möchten, können Sie hier eine Zeit wählen: {link}",
    ),
    "fr": Phrases(
        sorry="Nous sommes désolés pour ce désagrément.",
        after_steps="Si quelque chose est différent chez vous, dites-nous ce que vous voyez.",
        after_facts="S'il reste une question, répondez simplement ici.",
        which_of="Pour vous répondre au mieux : s'agit-il de « {a} » ou de « {b} » ? Si ce n'est ni l'un ni l'autre, "
        "une phrase sur ce que vous vouliez faire nous aidera.",
        is_it="Nous voudrions en être sûrs avant de répondre : s'agit-il de « {a} » ? Sinon, une phrase sur ce qui "
        "devrait se passer, et où, nous aidera.",
        what_error="Que voyez-vous exactement quand cela arrive ? Le texte du message d'erreur et la page où vous êtes "
        "nous permettraient de chercher au bon endroit.",
        what_error_about="Nous voudrions en être sûrs avant de répondre. Que voyez-vous exactement quand cela arrive "
        "avec « {a} » : quelle page, et quels mots ?",
        which_plan="Quelle formule utilisez-vous ? La réponse en dépend.",
        what_goal="Pouvez-vous nous dire en une ou deux phrases ce que vous souhaitez faire, et où vous l'essayez ?",
        tell_more="Nous voudrions répondre à la bonne question : que souhaitez-vous obtenir au bout du compte, et "
        "qu'avez-vous déjà essayé ?",
        hand_over="Nous n'avons pas de réponse certaine, nous transmettons donc votre question à un collègue plutôt "
        "que de deviner. Tout ce que vous avez écrit est transmis ; vous n'avez rien à répéter.",
        pick_a_time="Si vous préférez parler à quelqu'un, vous pouvez choisir un horaire ici : {link}",
    ),
    "es": Phrases(
        sorry="Sentimos las molestias.",
        after_steps="Si algo se ve distinto en su pantalla, díganos qué ve.",
        after_facts="Si queda alguna duda, responda aquí mismo.",
        which_of="Para darle la respuesta correcta: ¿se trata de «{a}» o de «{b}»? Si no es ninguno de los dos, una "
        "frase sobre lo que quería hacer nos ayuda.",
        is_it="Queremos estar seguros antes de responder: ¿se trata de «{a}»? Si no, una frase sobre qué debería "
        "ocurrir, y dónde, nos ayuda.",
        what_error="¿Qué ve exactamente cuando ocurre? El texto del error y la pantalla en la que está nos permitirían "
        "buscar en el lugar adecuado.",
        what_error_about="Queremos estar seguros antes de responder. ¿Qué ve exactamente cuando ocurre con «{a}»: qué "
        "pantalla y qué palabras?",
        which_plan="¿Qué plan tiene? La respuesta depende de ello.",
        what_goal="¿Puede decirnos en una o dos frases qué le gustaría hacer y dónde lo intenta?",
        tell_more="Queremos responder a la pregunta correcta: ¿qué quiere conseguir al final y qué ha probado "
        "hasta ahora?",
        hand_over="No tenemos una respuesta segura, así que pasamos su pregunta a un compañero en lugar de adivinar. "
        "Todo lo que ha escrito va con ella; no tiene que repetir nada.",
        pick_a_time="Si prefiere hablar con alguien, puede elegir una hora aquí: {link}",
    ),
}

# Words that hardly a sentence of the language does without, and that the other three do not have.
TELLTALES: dict[str, frozenset[str]] = {
    "en": frozenset(
        ["the", "is", "and", "to", "of", "my", "it", "you", "how", "what", "can", "not", "do", "with", "for"]
    ),
    "de": frozenset(
        ["der", "die", "das", "und", "ich", "ist", "nicht", "wie", "kann", "ein", "eine", "mein", "zu", "mit"]
    ),
    "fr": frozenset(
        ["le", "les", "je", "et", "est", "pas", "une", "mon", "vous", "pour", "des", "du", "comment", "avec"]
    ),
    "es": frozenset(["el", "los", "y", "que", "mi", "es", "una", "por", "para", "cómo", "como", "puedo", "con", "en"]),
}


def guess_language(text: str) -> str | None:
    """The language of a text by its small words, or None when they do not tell."""
    said = re.findall(r"[^\W\d_]+", text.lower())
    counts = sorted(((sum(word in small for word in said), code) for code, small in TELLTALES.items()), reverse=True)
    (most, code), (second, _) = counts[0], counts[1]
    return code if most >= 2 and most > second else None


def phrases_for(*candidates: str | None) -> Phrases:
    """The phrases of the first language among the candidates that the house speaks; English when it speaks none."""
    for code in candidates:
        if code and code.lower()[:2] in PHRASES:
            return PHRASES[code.lower()[:2]]
    return PHRASES["en"]
