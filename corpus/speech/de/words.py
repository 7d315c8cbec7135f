"""German words that tell who speaks, and who doesn't."""

import re

from onrecord.corpus.speech.claims import QUOTE, Reference, word_set

__all__ = [
    "ADVERBS",
    "AUXILIARIES",
    "BUSINESSES",
    "CLAUSE",
    "CLEAR",
    "COMPANIES",
    "DETERMINERS",
    "DOCUMENTS",
    "EMBEDDING",
    "FIRST_PERSON",
    "GUARDED",
    "INDIRECT",
    "LINKING",
    "MAX_BRACKET",
    "MAX_PHRASE",
    "MODALS",
    "MONTHS",
    "NEGATIONS",
    "NOBODY",
    "OFFICES",
    "OPINIONS",
    "PARTICIPLES",
    "PARTS",
    "PASSIVE",
    "PREFIXES",
    "PREPOSITIONS",
    "PRONOUNS",
    "QUOTED",
    "RELATIVE",
    "ROLES",
    "SILENT",
    "SPEAKING",
    "TEAMS",
    "UNNAMED",
]

SPEAKING = word_set(
    """
    sagt sagte sagten erklärt erklärte erklärten betont betonte betonten meint meinte meinten
    glaubt glaubte glaube glauben behauptet behauptete berichtet berichtete schreibt schrieb
    schrieben prognostiziert prognostizierte warnt warnte warnten fordert forderte forderten
    kritisiert kritisierte ergänzt ergänzte rechnet rechnete erwartet erwartete vermutet
    vermutete schätzt schätzte befürchtet befürchtete hofft hoffte nennt nannte bezeichnet
    bezeichnete beschreibt beschrieb bestätigt bestätigte bestreitet bestritt versichert
    versicherte beteuert beteuerte bekräftigt bekräftigte verspricht versprach rät riet denkt
    dachte antwortet antwortete urteilt urteilte erzählt erzählte unterstreicht unterstrich
    äußert äußerte klagt klagte lobt lobte räumt räumte teilt teilte teilten weist wies
    kündigt kündigte kündigten fügt fügte gibt gab stellt bezweifelt bezweifelte resümiert
    resümierte mahnt mahnte argumentiert argumentierte entgegnet entgegnete erwidert erwiderte
    sieht hält halte sehe fühle findet fand fürchtet meldet meldete trennt sagen meinen
    """
)
# Verbs that speak only together with one of these words later in the sentence.
CLAUSE = frozenset({"dass", ":", QUOTE})
QUOTED = frozenset({QUOTE, ":"})
PARTS = {
    **dict.fromkeys(word_set("räumt räumte räumten"), word_set("ein")),
    **dict.fromkeys(word_set("teilt teilte teilten"), word_set("mit")),
    **dict.fromkeys(word_set("weist wies"), word_set("darauf hin zurück")),
    **dict.fromkeys(word_set("kündigt kündigte kündigten"), word_set("an")),
    **dict.fromkeys(word_set("fügt fügte"), word_set("hinzu")),
    **dict.fromkeys(word_set("gibt gab"), word_set("zu bekannt an")),
    "stellt": word_set("klar fest"),
    **dict.fromkeys(word_set("rechnet rechnete"), word_set("damit mit")),
    "sieht": word_set("darin :"),
    "hält": word_set("für"),
    "halte": word_set("für"),
    "sehe": word_set("vor"),
    "fühle": word_set("erinnert"),
    **dict.fromkeys(word_set("trennt fand"), word_set(":")),
    **dict.fromkeys(word_set("schrieb schreibt schrieben"), CLAUSE),
    **dict.fromkeys(word_set("nannte nennt"), QUOTED),
    "findet": word_set(", :"),
    **dict.fromkeys(word_set("äußert äußerte"), word_set("sich")),
    "sagen": word_set("dass :"),
    "meinen": word_set("dass"),
    "klagt": word_set(": über"),
}
PARTICIPLES = word_set(
    """
    gesagt erklärt angekündigt betont mitgeteilt eingeräumt bestätigt gewarnt gefordert
    verglichen bezeichnet berichtet behauptet versichert geäußert ermittelt
    genannt beschrieben kritisiert prognostiziert versprochen zugegeben vorhergesagt
    """
)
AUXILIARIES = word_set(
    """
    hat hatte haben hatten habe
    """
)
PRONOUNS = {"er": Reference.HE, "sie": Reference.SHE}
BUSINESSES = word_set("unternehmen firma konzern")
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
    r"ceo|zeitung|magazin|historiker|historikerin|archäologe|archäologin|dr\.|prof\.|milliardär|unternehmer|unternehmerin|jurist|juristin|wissenschaftler|"
    r"wissenschaftlerin|partner|partnerin|"
    r"kritiker|kritikerin|schauspieler|schauspielerin|filmemacher|filmemacherin|lehrer|"
    r"lehrerin|doktor|herr|frau|"
    r"firma|agentur|konzern|unternehmen|start-up|dienst|verband|studio|bank|händler|"
    r"wertpapierfirma|behörde|institut)$"
)
NOBODY = word_set(
    """
    es das dies dieses man was wer ich wir du ihr niemand jeder alle keiner viele manche wie
    sich diese mich uns ihm ihn ihnen deren dessen die der so nichts mir dir euch beide jene
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf gleichzeitig zugleich außerdem
    zunächst danach davor dann damit dafür daran darum hier dort da so trotzdem dennoch
    schließlich abschließend genau deswegen deshalb ende anfang mitte bereits
    inzwischen mittlerweile immerhin tatsächlich natürlich vielleicht
    """
)
PREPOSITIONS = word_set(
    """
    in im an am auf aus bei mit nach von vom zu zum zur vor über unter für gegen durch ohne
    seit während wegen laut beim ins ans trotz gegenüber hinter neben zwischen außerhalb um
    bis per
    """
)
# Papers and rules speak for nobody: laut Studie, laut Gesetz, Berechnungen zufolge.
DOCUMENTS = re.compile(
    r"(?:gesetz|gesetzes|vertrag|plan|bericht|berichte|berichten|studie|studien|statistik|"
    r"angaben|umfrage|liste|bilanz|index|ordnung|verfassung|urteil|spezifikationen|"
    r"prognosen|informationen|quellen|kreisen|gesprächspartnern|experten|medien|insidern|"
    r"beobachtern|bildern|fotos|videos|gerüchten|umfragen|zeugen|legende|theorie|definition|"
    r"artikel|paragraf|regeln|vorgaben|unterlagen|dokumenten|zahlen|daten|"
    r"(?<!regier)(?<!verwalt)(?<!zeit)(?<!stift)(?<!abteil)ung(?:en)?)$"
)
# Institutions that a sentence names by what they are.
OFFICES = re.compile(
    r"(?:ministerium|regierung|polizei|gericht|gerichtshof|kommission|behörde|gewerkschaft|partei|verwaltung|"
    r"staatsanwaltschaft|feuerwehr|kirche|senat|bundesrat|parlament|notenbank|zentralbank|hochschule|universität)$"
)
# These speak only before dass, a colon, or after the comma that ends what is said.
GUARDED = word_set(
    """
    findet fand sieht hofft hoffte fürchtet fürchtete befürchtet befürchtete erwartet erwartete
    vermutet vermutete schätzt schätzte bestreitet bestritt verspricht versprach bezweifelt
    bezweifelte nennt nannte lobt lobte beschreibt beschrieb denkt dachte rechnet rechnete
    """
)
DETERMINERS = word_set(
    """
    der die das ein eine einer eines den dem des sein seine ihr ihre auch doch aber und sogar
    selbst nur denn sowie noch dagegen ausgerechnet skeptischer unterdessen
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
    dabei darauf allerdings jedoch aber hingegen dagegen außerdem gestern heute kürzlich sich
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
SILENT = word_set(
    """
    antwortete antwortet sagte sagt bestätigte nennt nannte teilte äußerte
    """
)
PASSIVE = word_set(
    """
    wird werden wurde wurden worden ist sind war waren sei seien
    """
)
RELATIVE = word_set("der die das den dem deren dessen welche welcher welches")
MONTHS = word_set(
    """
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag woche
    januar februar märz april mai juni juli august september oktober november dezember
    """
)
PREFIXES = word_set("ein mit an zu fest hin hinzu bekannt klar")
LINKING = word_set("und doch aber denn wie")
UNNAMED = word_set(
    """
    medienberichten medienberichte berichten medien insidern bericht reuters bloomberg dpa
    """
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
    liege wisse brauche halte sehe führe mache zeige biete bringe nehme fehle reiche spiele
    bedeute gelte hänge finde heiße koste lohne werde existiere kenne funktioniere arbeite
    hoffe glaube
    """
)
# In a sentence with one of these somebody may speak whom the rules have not found.
CLEAR = word_set(
    """
    sagt sagte sagten erklärt erklärte betont betonte meint meinte berichtet berichtete
    antwortet antwortete behauptet behauptete heißt hieß schreibt schrieb hatte hat
    """
)
FIRST_PERSON = word_set(
    """
    ich wir
    """
)
