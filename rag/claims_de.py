"""Who speaks in a German sentence."""

import re
from collections.abc import Iterator, Sequence

from rag.claims import QUOTE, Claim, Reference, Token

__all__ = ["claims_de", "is_indirect"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPEAKING = _set(
    "sagt sagte sagten erklärt erklärte erklärten betont betonte betonten meint meinte meinten glaubt "
    "glaubte glaube glauben behauptet behauptete berichtet berichtete schreibt schrieb schrieben "
    "prognostiziert prognostizierte warnt warnte warnten fordert forderte forderten kritisiert kritisierte "
    "ergänzt ergänzte rechnet rechnete erwartet erwartete vermutet vermutete schätzt schätzte befürchtet "
    "befürchtete hofft hoffte nennt nannte bezeichnet bezeichnete beschreibt beschrieb bestätigt "
    "bestätigte bestreitet bestritt versichert versicherte beteuert beteuerte bekräftigt bekräftigte "
    "verspricht versprach rät riet denkt dachte antwortet antwortete urteilt urteilte erzählt erzählte "
    "unterstreicht unterstrich äußert äußerte klagt klagte lobt lobte räumt räumte teilt teilte teilten weist "
    "wies kündigt kündigte kündigten fügt fügte gibt gab stellt bezweifelt bezweifelte resümiert "
    "resümierte mahnt mahnte argumentiert argumentierte entgegnet entgegnete erwidert erwiderte "
    "sieht hält halte sehe fühle findet fand fürchtet trennt sagen meinen"
)
# Verbs that speak only together with one of these words later in the sentence.
PARTS = {
    "räumt": _set("ein"),
    "räumte": _set("ein"),
    "räumten": _set("ein"),
    "teilt": _set("mit"),
    "teilte": _set("mit"),
    "teilten": _set("mit"),
    "weist": _set("darauf zurück"),
    "wies": _set("darauf zurück"),
    "kündigt": _set("an"),
    "kündigte": _set("an"),
    "kündigten": _set("an"),
    "fügt": _set("hinzu"),
    "fügte": _set("hinzu"),
    "gibt": _set("zu bekannt an"),
    "gab": _set("zu bekannt an"),
    "stellt": _set("klar fest"),
    "rechnet": _set("damit mit"),
    "rechnete": _set("damit mit"),
    "sieht": _set("darin vorteile nachteile : gefahren"),
    "hält": _set("für fest"),
    "halte": _set("für"),
    "sehe": _set("vor"),
    "fühle": _set("erinnert"),
    "trennt": _set(":"),
    "findet": _set(", :"),
    "fand": _set(":"),
    "nennt": _set("das die den"),
    "äußert": _set("sich"),
    "äußerte": _set("sich"),
    "sagen": _set("dass :"),
    "meinen": _set("dass"),
    "klagt": _set(": über"),
}
PARTICIPLES = _set(
    "gesagt erklärt angekündigt betont mitgeteilt eingeräumt bestätigt gewarnt gefordert "
    "verglichen bezeichnet geschrieben berichtet behauptet versichert geäußert ermittelt "
    "genannt beschrieben kritisiert prognostiziert versprochen zugegeben vorhergesagt"
)
AUXILIARIES = _set("hat hatte haben hatten habe")
PRONOUNS = {"er": Reference.HE, "sie": Reference.SHE}
COMPANIES = _set(
    "unternehmen firma konzern gesellschaft anbieter hersteller start-up agentur bank verband behörde"
)
TEAMS = _set("team abteilung gruppe labor")
ROLES = re.compile(
    r"(?:chef|chefin|gründer|gründerin|direktor|direktorin|sprecher|sprecherin|leiter|leiterin|analyst|analystin|"
    r"berater|beraterin|minister|ministerin|forscher|forscherin|professor|professorin|regisseur|regisseurin|"
    r"führer|führerin|präsident|präsidentin|anwalt|anwältin|produzent|produzentin|autor|autorin|vorstand|experte|"
    r"expertin|manager|managerin|ingenieur|ingenieurin|ökonom|ökonomin|künstler|künstlerin|zeichner|zeichnerin|"
    r"cutter|cutterin|journalist|journalistin|redakteur|redakteurin|entwickler|entwicklerin|investor|investorin|"
    r"ceo|milliardär|unternehmer|unternehmerin|jurist|juristin|wissenschaftler|wissenschaftlerin|partner|partnerin|"
    r"kritiker|kritikerin|schauspieler|schauspielerin|filmemacher|filmemacherin|lehrer|lehrerin|doktor|herr|frau|"
    r"firma|agentur|konzern|unternehmen|start-up|datendienst|verband|studio|bank|händler|wertpapierfirma|behörde|institut)$"
)
NOBODY = _set(
    "es das dies dieses man was wer ich wir du ihr niemand jeder alle keiner viele manche wie sich diese "
    "mich uns ihm ihn ihnen deren dessen die der so nichts"
)
PREPOSITIONS = _set(
    "in im an am auf aus bei mit nach von vom zu zum zur vor über unter für gegen durch ohne seit "
    "während wegen laut beim ins ans trotz gegenüber hinter neben zwischen außerhalb um bis per"
)
DETERMINERS = _set(
    "der die das ein eine einer eines den dem des sein seine ihr ihre auch doch aber und sogar selbst "
    "nur denn sowie noch dagegen ausgerechnet skeptischer unterdessen"
)
EMBEDDING = _set(
    "dass daß ob weil wenn obwohl was wer wo warum weshalb als nachdem bevor solange sofern falls bis indem den"
)
ADVERBS = _set(
    "auch dazu damals am zudem später zuletzt jüngst bereits noch schon nun jetzt weiter intern dabei darauf "
    "allerdings jedoch aber hingegen dagegen außerdem gestern heute kürzlich sich daraufhin ebenfalls wiederum öffentlich"
)
NEGATIONS = _set("nicht nie keine kein keinen niemand")
OPINIONS = _set(
    "glaubt glaubte glaube glauben rechnet rechnete erwartet erwartete hält halte denkt meint bestritt"
)
MODALS = _set("will kann könnte würde soll muss darf möchte")
MAX_PHRASE = 12  # words of a subject

INDIRECT = _set(
    "sei seien habe werde könne müsse dürfe solle wolle gebe gehe komme stehe bleibe lasse liege wisse "
    "brauche halte sehe führe mache zeige biete bringe nehme fehle reiche spiele bedeute gelte "
    "hänge finde heiße koste lohne werde existiere funktioniere arbeite hoffe glaube"
)
FIRST_PERSON = _set("ich wir")


def is_indirect(words: Sequence[Token]) -> bool:
    """Whether a sentence stands in the mood of reported speech (Konjunktiv I).

    `es sei denn` and `wie dem auch sei` are idioms, and `ich habe` is no such mood.
    """
    lowers = [word.lower for word in words]
    if FIRST_PERSON & set(lowers) or lowers[:1] == ["sei"]:
        return False
    for at, lower in enumerate(lowers):
        if lower in INDIRECT and lowers[at + 1 : at + 2] != ["denn"] and lowers[at - 1] != "auch":
            return not words[at].capital
    return False


def claims_de(words: Sequence[Token]) -> Iterator[Claim]:
    """Speakers of the main clauses of a sentence, in the order of their words of speaking."""
    lowers = [word.lower for word in words]
    for at, lower in enumerate(lowers):
        if lower in SPEAKING:
            yield from _verb(words, lowers, at)
        elif lower in PARTICIPLES:
            yield from _perfect(words, lowers, at)
        elif lower == "laut":
            yield from _noun(words, at, at + 1)
        elif lower == "nach" and lowers[at + 1 : at + 2] and lowers[at + 1] in _ACCOUNTS:
            yield from _noun(
                words,
                at,
                at + 3 if lowers[at + 2 : at + 3] in (["von"], ["des"], ["der"]) else at + 2,
            )
        elif lower == "aus" and lowers[at + 1 : at + 3] == ["sicht", "von"]:
            yield from _noun(words, at, at + 3)
        elif lower == "zufolge":
            yield from _before(words, at)
        elif lower == "so" and at and words[at - 1].text in {",", QUOTE}:
            yield from _so(words, lowers, at)
        elif lower == "heißt" and lowers[at + 1 : at + 2] == ["es"]:
            yield from _it_is_said(words, lowers, at)


_ACCOUNTS = _set(
    "angaben ansicht meinung worten einschätzung auffassung aussage überzeugung darstellung schätzung"
)


def _verb(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    verb = lowers[at]
    parts = PARTS.get(verb)
    if parts and not parts & set(lowers[at + 1 :]):
        return
    if (
        verb not in OPINIONS
        and NEGATIONS & set(lowers[at + 1 : at + 6])
        and "dass" not in lowers[at:]
    ):
        if not any(word.text in {":", QUOTE} for word in words) and verb in {
            "antwortete",
            "antwortet",
            "sagte",
            "bestätigte",
            "nennt",
            "nannte",
            "teilte",
            "äußerte",
            "sagt",
        }:
            return
    after_quote = QUOTE in lowers[max(0, at - 2) : at]
    subject = None if after_quote else _left(words, lowers, at)
    if subject is None and not _who_clause(lowers, at):
        subject = _right(words, lowers, at + 1)
    if subject is not None:
        start, end, reference = subject
        yield Claim(start, end, words[at].start, reference, _bare(words, at))


def _who_clause(lowers: Sequence[str], at: int) -> bool:
    """Whether the verb ends a clause with dass, wer, was: somebody else's words."""
    back = at - 1
    while back >= 0 and lowers[back] not in {",", ".", ":", ";", QUOTE}:
        if lowers[back] in EMBEDDING - {"den", "als", "bis"}:
            return True
        back -= 1
    return False


def _bare(words: Sequence[Token], at: int) -> bool:
    if any(word.text == QUOTE for word in words) or at > 6:  # noqa: PLR2004
        return False
    rest = [word for word in words[at + 1 :] if word.word]
    return len(rest) <= 4 and (at == 0 or not rest) and not any(word.text == "," for word in words)  # noqa: PLR2004


def _left(
    words: Sequence[Token], lowers: Sequence[str], at: int
) -> tuple[int, int, Reference] | None:
    """The subject before the verb, unless something else stands there."""
    end = at
    while end > 0 and lowers[end - 1] in ADVERBS:
        end -= 1
    if end > 0 and words[end - 1].text == ",":
        return _before_aside(words, lowers, end - 1)
    start = end
    while start > 0 and words[start - 1].word and end - start < MAX_PHRASE:
        start -= 1
    if start > 0 and words[start - 1].word:
        return None
    return _phrase(words[start:end])


def _before_aside(
    words: Sequence[Token], lowers: Sequence[str], comma: int
) -> tuple[int, int, Reference] | None:
    """The name before an apposition or relative clause that ends with a comma."""
    for back in range(comma - 1, max(0, comma - 24), -1):
        if words[back].text in {QUOTE, ":", ";"}:
            return None
        if words[back].text == ",":
            if back + 1 < comma and (
                words[back + 1].capital
                or lowers[back + 1]
                in {"der", "die", "das", "dessen", "deren", "ein", "eine", "dem"}
            ):
                start = back
                while start > 0 and words[start - 1].word and back - start < MAX_PHRASE:
                    start -= 1
                return _phrase(words[start:back])
            return None
    return None


def _right(
    words: Sequence[Token], lowers: Sequence[str], start: int
) -> tuple[int, int, Reference] | None:
    """The subject after the verb: `sagte der Analyst X dem Magazin`."""
    while start < len(words) and lowers[start] in ADVERBS:
        start += 1
    if start >= len(words) or lowers[start] in {"den", "dem", "des"}:
        return None
    end = start
    while end < len(words) and words[end].word and end - start < MAX_PHRASE:
        if end > start and words[end - 1].capital and _ends_right(words, lowers, end):
            break
        if lowers[end] in PRONOUNS and end == start:
            return words[end].start, words[end].end, PRONOUNS[lowers[end]]
        end += 1
    return _phrase(words[start:end], after_verb=True)


def _ends_right(words: Sequence[Token], lowers: Sequence[str], end: int) -> bool:
    lower = lowers[end]
    if lower in {"von", "aus", "bei", "der", "des", "hinter", "und", "vom"}:
        name = sum(word.capital for word in words[:end][-2:])
        return lower == "der" or (lower in {"aus", "bei", "und"} and name > 1 and lower != "und")
    return not words[end].capital


def _perfect(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`X hat erklärt`, `hatte X erklärt`, `wie X mitgeteilt hat`."""
    if lowers[at + 1 : at + 2] and lowers[at + 1] in {"wird", "wurde", "werden", "worden"}:
        return
    back = at - 1
    while back >= 0 and at - back < 22 and lowers[back] not in AUXILIARIES:
        if words[back].text in {",", ";", ":"}:
            break
        back -= 1
    if back >= 0 and lowers[back] in AUXILIARIES and not NEGATIONS & set(lowers[back:at]):
        subject = _left(words, lowers, back) or _right(words, lowers, back + 1)
        if subject is not None and not _who_clause(lowers, back):
            yield Claim(subject[0], subject[1], words[at].start, subject[2])
    elif (
        lowers[back + 1 : back + 2] == ["wie"]
        and lowers[at + 1 : at + 2]
        and lowers[at + 1] in AUXILIARIES
    ):
        phrase = _phrase(words[back + 2 : at])
        if phrase is not None:
            yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _noun(words: Sequence[Token], at: int, start: int) -> Iterator[Claim]:
    """`laut X`, `nach Angaben von X`."""
    end = start
    while end < len(words) and words[end].word and end - start < MAX_PHRASE:
        if (
            end > start
            and words[end - 1].capital
            and not words[end].capital
            and words[end].lower not in {"von", "der", "und"}
        ):
            break
        end += 1
    phrase = _phrase(words[start:end], after_verb=True)
    if phrase is not None:
        hearsay = any(
            word.lower
            in {
                "medienberichten",
                "berichten",
                "medien",
                "insidern",
                "bericht",
                "reuters",
                "bloomberg",
                "dpa",
            }
            for word in words[start:end]
        )
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _before(words: Sequence[Token], at: int) -> Iterator[Claim]:
    start = at
    while start > 0 and words[start - 1].word and at - start < MAX_PHRASE:
        start -= 1
    phrase = _phrase(words[start:at])
    if phrase is not None:
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _so(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`"…", so X.` and `…, so der Analyst X.`: a name, and then the end."""
    end = at + 1
    while end < len(words) and words[end].word and end - at < MAX_PHRASE:
        end += 1
    closed = end == len(words) or words[end].text in {".", ",", QUOTE}
    phrase_words = words[at + 1 : end]
    if (
        closed
        and phrase_words
        and phrase_words[-1].capital
        and not any(
            lower in SPEAKING | AUXILIARIES | {"ist", "war", "sind", "dass"}
            for lower in lowers[at + 1 : end]
        )
    ):
        phrase = _phrase(phrase_words, after_verb=True)
        if phrase is not None:
            yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _it_is_said(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`heißt es bei X`."""
    if lowers[at + 2 : at + 3] and lowers[at + 2] in {"bei", "von", "aus"} and at + 3 < len(words):
        named = [word for word in words[at + 3 :] if word.capital]
        if named and len(words) - at <= 8 and lowers[at + 3] not in {"dem", "der", "den"}:  # noqa: PLR2004
            yield from _noun(words, at, at + 3)


def _phrase(
    words: Sequence[Token], *, after_verb: bool = False
) -> tuple[int, int, Reference] | None:
    """The name in a noun phrase, or what it refers back to."""
    while words and (
        words[0].lower in ADVERBS
        or words[0].lower in {"auch", "und", "doch", "aber", "denn", "wie"}
    ):
        words = words[1:]
    if not words:
        return None
    first = words[0].lower
    if len(words) == 1 and first in PRONOUNS:
        return words[0].start, words[0].end, PRONOUNS[first]
    if first in PREPOSITIONS | NEGATIONS | MODALS or (len(words) == 1 and first in NOBODY):
        return None
    bare = _without_determiner(words)
    if not bare:
        return None
    head = _head(bare)
    if not head:
        return None
    if len(head) == 1 and len(bare) == len(head) and len(bare) < len(words):
        return _common(words, head[0])
    name = _proper(head)
    if name is head and len(bare) < len(words) and len(head) == 1 or _is_role(head[-1]):
        return words[0].start, bare[-1].end, Reference.NAME
    return name[0].start, _genitive_end(name[-1]), Reference.NAME


def _without_determiner(words: Sequence[Token]) -> Sequence[Token]:
    at = 0
    while at < len(words) and (words[at].lower in DETERMINERS or not words[at].capital):
        at += 1
    return words[at:]


def _head(words: Sequence[Token]) -> Sequence[Token]:
    """The capitals that a phrase begins with."""
    end = 0
    while end < len(words) and (
        words[end].capital
        or words[end].lower in {"&", "von", "van"}
        and end > 1
        and words[end - 1].capital
        and end + 1 < len(words)
        and words[end + 1].capital
        and not _is_role(words[0])
        or (words[end].text[0].isdigit() and end)
        or (words[end].lower == "und" and end + 1 < len(words) and words[end + 1].capital)
    ):
        end += 1
    return words[:end]


def _is_role(word: Token) -> bool:
    return bool(ROLES.search(word.lower))


def _proper(head: Sequence[Token]) -> Sequence[Token]:
    """A run of capitals without the roles before the name: Regisseur Dave Clark."""
    for at in range(len(head) - 2, -1, -1):
        if _is_role(head[at]):
            return head[at + 1 :]
    return head


def _common(words: Sequence[Token], head: Token) -> tuple[int, int, Reference] | None:
    """A noun with its article and no name: das Unternehmen, die Analystin."""
    lower = head.lower
    if words[0].lower in {"der", "die", "das"}:
        if lower in COMPANIES:
            return words[0].start, head.end, Reference.COMPANY
        if lower in TEAMS:
            return words[0].start, head.end, Reference.TEAM
        if _is_role(head):
            return words[0].start, head.end, Reference.EITHER
    if _is_role(head) or lower in COMPANIES | TEAMS:
        return words[0].start, head.end, Reference.NAME
    if words[0].lower in {"auch", "sogar", "selbst"}:
        return head.start, head.end, Reference.NAME
    return None


def _genitive_end(word: Token) -> int:
    return word.end - 2 if word.lower.endswith(("'s", "’s")) else word.end
