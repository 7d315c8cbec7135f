"""English words that tell who speaks, and who doesn't."""

from onrecord.corpus.speech.claims import Reference, word_set

__all__ = [
    "AUXILIARIES",
    "BEING",
    "BODIES",
    "BUSINESSES",
    "CLAUSE_STARTS",
    "COMPANIES",
    "CORPORATE",
    "DAYS",
    "DETERMINERS",
    "EMBEDDING",
    "FINITE",
    "LINKING",
    "MAX_ASIDE",
    "MAX_PHRASE",
    "MEDIA",
    "MODALS",
    "NEGATIONS",
    "NOBODY",
    "OFFICES",
    "OPINIONS",
    "PAPERS",
    "PARTICIPLES",
    "PEOPLE",
    "PLURAL",
    "POSSESSIVES",
    "PREPOSITIONS",
    "PRONOUNS",
    "REPORTING",
    "ROLES",
    "SPEAKING",
    "TEAMS",
    "THINGS",
    "TIMES",
]

# Verbs whose subject speaks, whatever follows.
SPEAKING = word_set(
    """
    said says say told tells tell admitted admits argued argues explained explains predicted
    predicts warned warns insisted insists stressed stresses noted acknowledged acknowledges
    conceded concedes confirmed confirms emphasized emphasised emphasizes emphasises commented
    comments remarked remarks believes believed believe thinks think reckons reckoned
    announced announces writes tweeted described describes
    recalled recalls complained complains joked declared declares revealed disclosed stated
    lamented laments summarized summarised summarizes summarise summarize estimated estimates
    expects hopes fears doubts denied denies forecast mentioned pointed boasted
    boast boasts asserted contended quipped cautioned clarified reiterated urged
    praised criticised criticized speculated testified calls accused agrees disagrees
    floated
    """
)
# Verbs that report speech only with "that", a quotation, or as an aside between commas.
REPORTING = word_set(
    """
    found finds holds held shows showed feels felt sees saw maintains maintained thought considers
    considered suggests suggest notes states claims reports reported reveals hoped feared
    doubted expect expected answered asked puts put concludes continued went observed observes
    knows realised realized contends asserts claim argue warn admit note report predict hope
    fear acknowledge learned indicates wondered claimed called added adds replied replies
    countered responded proposed proposes agreed concluded suggested wrote
    writes
    """
)
# The same verbs as participles after a comma: the sentence's own subject speaks.
PARTICIPLES = word_set(
    """
    saying adding stating noting claiming arguing stressing warning explaining insisting
    """
)
# With a "not" these still tell what somebody holds; the others tell that nothing was said.
OPINIONS = word_set(
    """
    believe believes think thinks expect expects hope agree agrees fear say says see claim
    doubt
    """
)
FINITE = word_set("is was are were be been being gets got has had have")
CLAUSE_STARTS = word_set("to it its he she they there all no his her their")
MODALS = word_set(
    """
    may might could would should will can must to shall cannot if never wouldn't let
    """
)
AUXILIARIES = word_set(
    """
    has have had having also then further once recently later even again now still already
    just first often once both all therefore thus
    """
)
NEGATIONS = word_set(
    """
    not didn't doesn't don't hasn't haven't hadn't never
    """
)
BEING = word_set(
    """
    is was are were be been being gets got
    """
)
# After these words a clause is part of another: its speaker isn't the sentence's.
EMBEDDING = word_set(
    """
    that whom which what if whenever wherever whether because than where how why whose unless
    until when after before although though since while whereas
    """
)
LINKING = word_set(
    """
    but and yet so as then however although though while nor or
    """
)
PREPOSITIONS = word_set(
    """
    in on at after before during by with for since from of under over through about against
    between to into within without like unlike despite per near behind amid among given via
    based as
    """
)
NOBODY = word_set(
    """
    it this that there these those which what who one nobody everyone everybody someone
    somebody anybody anyone we i you us something nothing none much many more most here word
    name him me them it's whoever other others let
    """
)
DETERMINERS = word_set(
    """
    the a an its their his her our another one this that
    """
)
POSSESSIVES = {"his": Reference.HE, "her": Reference.SHE, "their": Reference.THEY}
PRONOUNS = {"he": Reference.HE, "she": Reference.SHE, "they": Reference.THEY}
BUSINESSES = word_set("company firm group studio startup start-up maker developer")
COMPANIES = word_set(
    """
    company firm group studio startup start-up agency bank brokerage broker ministry maker
    makers developer publisher giant outlet organisation organization
    """
)
TEAMS = word_set(
    """
    team lab unit crew division department
    """
)
ROLES = word_set(
    """
    ceo cto cfo coo chief president vice-president chairman chairwoman chair founder
    co-founder cofounder director analyst lawyer producer professor editor spokesman
    spokeswoman spokesperson executive manager researcher engineer investor partner minister
    author creator entrepreneur filmmaker artist scientist economist dr mr mrs ms prof sir
    boss head officer developer chef consultant adviser advisor lecturer journalist critic
    expert designer screenwriter actor actress mayor senator secretary correspondent
    treasurer captain coach commissioner governor ambassador judge bishop historian
    physicist biologist psychologist sociologist philosopher geographer
    """
)
PEOPLE = ROLES | word_set(
    """
    analysts lawyers experts insiders researchers officials critics creators users netizens
    people executives producers directors founders entrepreneurs economists engineers
    scientists artists investors employees staff authors observers regulators studios
    companies reader veteran speaker editors filmmakers professionals student students teacher
    """
)
# What a person or an organisation gives out: whose it is speaks, not the paper.
PAPERS = word_set(
    """
    report reports study data survey figures statement statements analysis note comment post
    research paper estimate estimates calculation calculations statistics forecast numbers
    blog account announcement interview poll review count tally records
    """
)
MEDIA = word_set(
    """
    media press sources newspaper magazine reuters bloomberg afp dpa ap rumours rumors news
    insiders outlets reports
    """
)
# An organisation's name goes on after these with "of"; a person's ends before it.
# Not "the X" alone, which a sentence may mean otherwise.
OFFICES = word_set(
    """
    association bank university institute council ministry department bureau federation union
    commission court government committee confederation board parliament treasury church party
    police administration authority authorities organisation organization charity watchdog
    regulator airline retailer
    """
)
# Before the verb, and no part of the name: said last week.
TIMES = word_set(
    """
    last this next week month year night morning evening afternoon weekend earlier later
    yesterday today tonight monday tuesday wednesday thursday friday saturday sunday on
    """
)
# With a subject of one, these are nouns: an ICSI report.
PLURAL = word_set(
    """
    report claim note hope fear doubt argue expect predict acknowledge admit warn believe think
    tell say
    """
)
BODIES = word_set(
    """
    association bank university academy institute council ministry department bureau office
    chamber federation union society house league guild museum school college board commission
    court centre center city state government committee confederation council board union
    parliament treasury church party police army navy administration authority authorities
    """
)
# What predicts and suggests without being anybody.
THINGS = word_set(
    """
    model theory law act treaty index code principle hypothesis equation textbooks
    """
)
CORPORATE = word_set(
    """
    inc corp ltd group ag gmbh
    """
)
MAX_PHRASE = 14  # words of a subject
MAX_ASIDE = 28  # words between the commas of an apposition
DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december today yesterday
    """
)
