"""Who speaks in a German sentence."""

import re
from collections.abc import Iterator, Sequence

from rag.claims import QUOTE, Claim, Reference, Token, word_set

__all__ = ["claims_de", "is_indirect"]


SPEAKING = word_set(
    """
    sagt sagte sagten erklärt erklärte erklärten betont betonte betonten meint meinte meinten
    glaubt  glaubte glaube glauben behauptet behauptete berichtet berichtete schreibt schrieb
    schrieben  prognostiziert prognostizierte warnt warnte warnten fordert forderte forderten
    kritisiert kritisierte  ergänzt ergänzte rechnet rechnete erwartet erwartete vermutet
    vermutete schätzt schätzte befürchtet  befürchtete hofft hoffte nennt nannte bezeichnet
    bezeichnete beschreibt beschrieb bestätigt  bestätigte bestreitet bestritt versichert
    versicherte beteuert beteuerte bekräftigt bekräftigte  verspricht versprach rät riet denkt
    dachte antwortet antwortete urteilt urteilte erzählt erzählte  unterstreicht unterstrich
    äußert äußerte klagt klagte lobt lobte räumt räumte teilt teilte teilten weist  wies
    kündigt kündigte kündigten fügt fügte gibt gab stellt bezweifelt bezweifelte resümiert
    resümierte mahnt mahnte argumentiert argumentierte entgegnet entgegnete erwidert erwiderte
    sieht hält halte sehe fühle findet fand fürchtet trennt sagen meinen
    """
)
# Verbs that speak only together with one of these words later in the sentence.
PARTS = {
    "räumt": word_set(
        """
    ein
    """
    ),
    "räumte": word_set(
        """
    ein
    """
    ),
    "räumten": word_set(
        """
    ein
    """
    ),
    "teilt": word_set(
        """
    mit
    """
    ),
    "teilte": word_set(
        """
    mit
    """
    ),
    "teilten": word_set(
        """
    mit
    """
    ),
    "weist": word_set(
        """
    darauf zurück
    """
    ),
    "wies": word_set(
        """
    darauf zurück
    """
    ),
    "kündigt": word_set(
        """
    an
    """
    ),
    "kündigte": word_set(
        """
    an
    """
    ),
    "kündigten": word_set(
        """
    an
    """
    ),
    "fügt": word_set(
        """
    hinzu
    """
    ),
    "fügte": word_set(
        """
    hinzu
    """
    ),
    "gibt": word_set(
        """
    zu bekannt an
    """
    ),
    "gab": word_set(
        """
    zu bekannt an
    """
    ),
    "stellt": word_set(
        """
    klar fest
    """
    ),
    "rechnet": word_set(
        """
    damit mit
    """
    ),
    "rechnete": word_set(
        """
    damit mit
    """
    ),
    "sieht": word_set(
        """
    darin vorteile nachteile : gefahren
    """
    ),
    "hält": word_set(
        """
    für fest
    """
    ),
    "halte": word_set(
        """
    für
    """
    ),
    "sehe": word_set(
        """
    vor
    """
    ),
    "fühle": word_set(
        """
    erinnert
    """
    ),
    "trennt": word_set(
        """
    :
    """
    ),
    "findet": word_set(
        """
    , :
    """
    ),
    "fand": word_set(
        """
    :
    """
    ),
    "nennt": word_set(
        """
    das die den
    """
    ),
    "äußert": word_set(
        """
    sich
    """
    ),
    "äußerte": word_set(
        """
    sich
    """
    ),
    "sagen": word_set(
        """
    dass :
    """
    ),
    "meinen": word_set(
        """
    dass
    """
    ),
    "klagt": word_set(
        """
    : über
    """
    ),
}
PARTICIPLES = word_set(
    """
    gesagt erklärt angekündigt betont mitgeteilt eingeräumt bestätigt gewarnt gefordert
    verglichen bezeichnet geschrieben berichtet behauptet versichert geäußert ermittelt
    genannt beschrieben kritisiert prognostiziert versprochen zugegeben vorhergesagt
    """
)
AUXILIARIES = word_set(
    """
    hat hatte haben hatten habe
    """
)
PRONOUNS = {"er": Reference.HE, "sie": Reference.SHE}
COMPANIES = word_set(
    """
    unternehmen firma konzern gesellschaft anbieter hersteller start-up agentur bank verband
    behörde
    """
)
TEAMS = word_set(
    """
    team abteilung gruppe labor
    """
)
ROLES = re.compile(
    r"(?:chef|chefin|gründer|gründerin|direktor|direktorin|sprecher|sprecherin|leiter|leiterin|"
    r"analyst|analystin|"
    r"berater|beraterin|minister|ministerin|forscher|forscherin|professor|professorin|"
    r"regisseur|regisseurin|"
    r"führer|führerin|präsident|präsidentin|anwalt|anwältin|produzent|produzentin|autor|"
    r"autorin|vorstand|experte|"
    r"expertin|manager|managerin|ingenieur|ingenieurin|ökonom|ökonomin|künstler|künstlerin|"
    r"zeichner|zeichnerin|"
    r"cutter|cutterin|journalist|journalistin|redakteur|redakteurin|entwickler|entwicklerin|"
    r"investor|investorin|"
    r"ceo|milliardär|unternehmer|unternehmerin|jurist|juristin|wissenschaftler|"
    r"wissenschaftlerin|partner|partnerin|"
    r"kritiker|kritikerin|schauspieler|schauspielerin|filmemacher|filmemacherin|lehrer|"
    r"lehrerin|doktor|herr|frau|"
    r"firma|agentur|konzern|unternehmen|start-up|dienst|verband|studio|bank|händler|"
    r"wertpapierfirma|behörde|institut)$"
)
NOBODY = word_set(
    """
    es das dies dieses man was wer ich wir du ihr niemand jeder alle keiner viele manche wie
    sich diese  mich uns ihm ihn ihnen deren dessen die der so nichts
    """
)
PREPOSITIONS = word_set(
    """
    in im an am auf aus bei mit nach von vom zu zum zur vor über unter für gegen durch ohne
    seit  während wegen laut beim ins ans trotz gegenüber hinter neben zwischen außerhalb um
    bis per
    """
)
DETERMINERS = word_set(
    """
    der die das ein eine einer eines den dem des sein seine ihr ihre auch doch aber und sogar
    selbst  nur denn sowie noch dagegen ausgerechnet skeptischer unterdessen
    """
)
EMBEDDING = word_set(
    """
    dass daß ob weil wenn obwohl was wer wo warum weshalb als nachdem bevor solange sofern
    falls bis indem den
    """
)
ADVERBS = word_set(
    """
    auch dazu damals am zudem später zuletzt jüngst bereits noch schon nun jetzt weiter intern
    dabei darauf  allerdings jedoch aber hingegen dagegen außerdem gestern heute kürzlich sich
    daraufhin ebenfalls wiederum öffentlich
    """
)
NEGATIONS = word_set(
    """
    nicht nie keine kein keinen niemand
    """
)
OPINIONS = word_set(
    """
    glaubt glaubte glaube glauben rechnet rechnete erwartet erwartete hält halte denkt meint
    bestritt
    """
)
# With a "nicht" after them nothing has been said.
SILENT = word_set("antwortete antwortet sagte sagt bestätigte nennt nannte teilte äußerte")
LINKING = word_set("und doch aber denn wie")
UNNAMED = word_set(
    "medienberichten medienberichte berichten medien insidern bericht reuters bloomberg dpa"
)
MODALS = word_set(
    """
    will kann könnte würde soll muss darf möchte
    """
)
MAX_BRACKET = 22  # words between hat and its participle
MAX_PHRASE = 12  # words of a subject

INDIRECT = word_set(
    """
    sei seien habe werde könne müsse dürfe solle wolle gebe gehe komme stehe bleibe lasse
    liege wisse  brauche halte sehe führe mache zeige biete bringe nehme fehle reiche spiele
    bedeute gelte  hänge finde heiße koste lohne werde existiere kenne funktioniere arbeite
    hoffe glaube
    """
)
# In a sentence with one of these somebody may speak whom the rules have not found.
CLEAR = word_set(
    """
    sagt sagte sagten erklärt erklärte betont betonte meint meinte berichtet berichtete
    antwortet  antwortete behauptet behauptete heißt schreibt schrieb hatte hat
    """
)
FIRST_PERSON = word_set(
    """
    ich wir
    """
)


def is_indirect(words: Sequence[Token]) -> bool:
    """Whether a sentence stands in the mood of reported speech (Konjunktiv I).

    `es sei denn` and `wie dem auch sei` are idioms, and `ich habe` is no such mood.
    """
    lowers = [word.lower for word in words]
    if FIRST_PERSON & set(lowers) or lowers[:1] == ["sei"]:
        return False
    for at, lower in enumerate(lowers):
        idiom = lowers[at + 1 : at + 2] == ["denn"] or lowers[at - 1 : at] == ["auch"]
        if lower in INDIRECT and not idiom and not _who_clause(lowers, at):
            return not words[at].capital and not CLEAR & set(lowers)
    return False


def claims_de(words: Sequence[Token]) -> Iterator[Claim]:
    """Speakers of the main clauses of a sentence, in the order of their words of speaking."""
    lowers = [word.lower for word in words]
    for at, lower in enumerate(lowers):
        if lower in PARTICIPLES and _has_auxiliary(words, lowers, at):
            yield from _perfect(words, lowers, at)
        elif lower in SPEAKING:
            yield from _verb(words, lowers, at)
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


_ACCOUNTS = word_set(
    """
    angaben ansicht meinung worten einschätzung auffassung aussage überzeugung darstellung
    schätzung
    """
)


def _verb(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    verb = lowers[at]
    parts = PARTS.get(verb)
    if parts and not parts & set(lowers[at + 1 :]):
        return
    if (
        verb in SILENT
        and NEGATIONS & set(lowers[at + 1 :])
        and not {"dass", ":", QUOTE} & set(lowers)
    ):
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
    """Find the subject before the verb, unless something else stands there."""
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
    """Find the name before an apposition or relative clause that ends with a comma."""
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
    """Find the subject after the verb: `sagte der Analyst X dem Magazin`."""
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
    return _phrase(words[start:end])


def _ends_right(words: Sequence[Token], lowers: Sequence[str], end: int) -> bool:
    lower = lowers[end]
    if lower in {"von", "aus", "bei", "der", "des", "hinter", "und", "vom"}:
        name = sum(word.capital for word in words[:end][-2:])
        return lower == "der" or (lower in {"aus", "bei", "und"} and name > 1 and lower != "und")
    return not words[end].capital


def _has_auxiliary(words: Sequence[Token], lowers: Sequence[str], at: int) -> bool:
    """Whether a form of haben stands in the clause of the word at `at`, or right after it."""
    if lowers[at + 1 : at + 2] and lowers[at + 1] in AUXILIARIES:
        return True
    back = at - 1
    while back >= 0 and words[back].text not in {",", ";", ":", QUOTE}:
        if lowers[back] in AUXILIARIES:
            return True
        back -= 1
    return False


def _perfect(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`X hat erklärt`, `hatte X erklärt`, `wie X mitgeteilt hat`."""
    if lowers[at + 1 : at + 2] and lowers[at + 1] in {"wird", "wurde", "werden", "worden"}:
        return
    back = at - 1
    while back >= 0 and at - back < MAX_BRACKET and lowers[back] not in AUXILIARIES:
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
    phrase = _phrase(words[start:end])
    if phrase is not None:
        hearsay = _is_hearsay(words[start:end])
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _before(words: Sequence[Token], at: int) -> Iterator[Claim]:
    start = at
    while start > 0 and words[start - 1].word and at - start < MAX_PHRASE:
        start -= 1
    phrase = _phrase(words[start:at])
    if phrase is not None:
        hearsay = _is_hearsay(words[start:at])
        yield Claim(phrase[0], phrase[1], words[at].start, phrase[2], hearsay=hearsay)


def _is_hearsay(words: Sequence[Token]) -> bool:
    """Whether only media are named, which give way to anyone."""
    return any(word.lower in UNNAMED for word in words)


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
        phrase = _phrase(phrase_words)
        if phrase is not None:
            yield Claim(phrase[0], phrase[1], words[at].start, phrase[2])


def _it_is_said(words: Sequence[Token], lowers: Sequence[str], at: int) -> Iterator[Claim]:
    """`heißt es bei X`."""
    if lowers[at + 2 : at + 3] and lowers[at + 2] in {"bei", "von", "aus"} and at + 3 < len(words):
        named = [word for word in words[at + 3 :] if word.capital]
        if named and len(words) - at <= 8 and lowers[at + 3] not in {"dem", "der", "den"}:  # noqa: PLR2004
            yield from _noun(words, at, at + 3)


def _phrase(words: Sequence[Token]) -> tuple[int, int, Reference] | None:
    """Find the name in a noun phrase, or what it refers back to."""
    while words and words[0].lower in ADVERBS | LINKING:
        words = words[1:]
    first = words[0].lower if words else ""
    if len(words) == 1 and first in PRONOUNS:
        return words[0].start, words[0].end, PRONOUNS[first]
    if first in PREPOSITIONS | NEGATIONS | MODALS or (len(words) == 1 and first in NOBODY):
        return None
    bare = _without_determiner(words)
    head = _head(bare)
    return _name(words, bare, head) if head else None


def _name(
    words: Sequence[Token], bare: Sequence[Token], head: Sequence[Token]
) -> tuple[int, int, Reference] | None:
    """Find the name in a run of capitals, or keep what describes somebody without one."""
    if len(head) == len(bare) == 1 and len(bare) < len(words):
        return _common(words, head[0])
    name = _proper(head)
    if (name is head and len(bare) < len(words) and len(head) == 1) or _is_role(head[-1]):
        return words[0].start, bare[-1].end, Reference.NAME
    return name[0].start, _genitive_end(name[-1]), Reference.NAME


def _without_determiner(words: Sequence[Token]) -> Sequence[Token]:
    at = 0
    while at < len(words) and (words[at].lower in DETERMINERS or not words[at].capital):
        at += 1
    return words[at:]


def _head(words: Sequence[Token]) -> Sequence[Token]:
    """Find the capitals that a phrase begins with."""
    end = 0
    while end < len(words) and (
        words[end].capital
        or (
            words[end].lower in {"&", "von", "van"}
            and end > 1
            and words[end - 1].capital
            and end + 1 < len(words)
            and words[end + 1].capital
            and not _is_role(words[0])
        )
        or (words[end].text[0].isdigit() and end)
        or (words[end].lower == "und" and end + 1 < len(words) and words[end + 1].capital)
    ):
        end += 1
    return words[:end]


def _is_role(word: Token) -> bool:
    return bool(ROLES.search(word.lower))


def _proper(head: Sequence[Token]) -> Sequence[Token]:
    """Find a run of capitals without the roles before the name: Regisseur Dave Clark."""
    for at in range(len(head) - 2, -1, -1):
        if _is_role(head[at]):
            return head[at + 1 :]
    return head


def _common(words: Sequence[Token], head: Token) -> tuple[int, int, Reference] | None:
    """Find a noun with its article and no name: das Unternehmen, die Analystin."""
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
