"""Every sentence that the product itself says, in English, Chinese and German."""

from onrecord.ui.words.phrasebook import Strings

__all__ = ["DE", "EN", "LANGUAGES", "ZH", "Strings", "strings_for"]

EN = Strings(
    language="en",
    tagline="Ask your articles. The answer is their own words.",
    intro="Every answer is a verbatim quote with its exact source. Nothing is written for you.",
    ask_label="Your question",
    ask_placeholder="Ask the articles a question",
    send="Ask",
    new_conversation="New chat",
    examples="Questions to start with",
    conversation="Conversation",
    filters="Narrow the search",
    outlet="Sources",
    article_language="Article language",
    since="Published since",
    until="Published until",
    from_question="taken from the question",
    filters_on="Searched only in",
    take_off="Take off: {filter}",
    newest_first="Newest first",
    undated_one="{n} undated article is left out",
    undated_many="{n} undated articles are left out",
    understood="Understood as",
    as_typed="Ask as typed",
    which="Which do you mean?",
    unclear="It isn’t clear what the question refers to.",
    quote_one="{n} quote",
    quote_many="{n} quotes",
    article_one="{n} article",
    article_many="{n} articles",
    sure="Answers the question",
    likely="Probably answers the question",
    unsure="May answer the question",
    direct="in their own words",
    reported="as the article reports it",
    own_words="The article itself",
    unnamed="Speaker not certain",
    copy_one="The same words in {n} other article",
    copy_many="The same words in {n} other articles",
    comma=", ",
    thousands=",",
    differing="The quotes differ on this",
    correction="From a correction",
    corrected="Its article has been corrected",
    heading="A heading of the article",
    undated="Undated",
    open_source="Show quote {n} in its article",
    copy="Copy with source",
    copied="Copied",
    silent="The corpus doesn’t say.",
    no_subject="Nothing in it is about this subject.",
    not_asked="It covers the subject, but not what was asked.",
    not_speaker="The person asked about isn’t quoted on this.",
    filtered="The filters exclude what might have answered.",
    not_confident="What comes closest isn’t sure enough to count as an answer.",
    near_misses="What comes near",
    near_misses_note="Not an answer: the nearest passages, for you to judge.",
    close="Close",
    next_quote="Next quote",
    previous_quote="Previous quote",
    standalone="Open as a page",
    original="Original",
    not_in_text="Page furniture, never quoted",
    empty_corpus="There are no articles yet.",
    question_empty="Type a question first.",
    question_long="This question is too long. Shorten it to {n} characters.",
    searching="Reading the articles …",
    failed="Something went wrong on our side. Please ask again.",
    not_ready="The index isn’t ready yet. Please try again in a moment.",
    nothing_here="There is nothing at this address.",
    no_article="This article is no longer in the index.",
    no_article_hint=(
        "It was removed, or its file has another name and other words. The list of articles "
        "shows what there is."
    ),
    words_moved=(
        "The article has changed since. These words have moved; they are shown where they "
        "stand now."
    ),
    words_changed=(
        "These words are no longer in the article. What stands in their place now is outlined."
    ),
    words_unsure=(
        "This address doesn’t tell which words it meant: the article may have changed since."
    ),
    words_were="The words that were quoted",
    unreachable="The server can’t be reached. Check the connection and try again: nothing is lost.",
    back="Ask the articles",
    pages="Pages",
    ask_place="Ask",
    ask_next="You could ask next",
    ask_instead="The articles do answer",
    what_they_said="What did {who} say?",
    what_they_said_about="What did {who} say about {what}?",
    quote_of="Quote {n} of {all}",
    more_context="Show more context",
    less_context="Show less",
    in_ten="right about {n} times in 10",
    over_nine="right more than 9 times in 10",
    everywhere="Search all articles",
    hello="Hello. Ask the articles a question.",
    welcome="You’re welcome.",
    can_ask=(
        "Ask what somebody said, when, where, how much and why. Have two people, "
        "firms or years compared, everybody heard, or somebody’s statements by "
        "day. Or ask about the articles: which ones, how many, from whom, since "
        "when."
    ),
    newest_are="The newest",
    stands_in="It stands here",
    and_more="and {n} more",
    no_more="All that the articles say on this has been shown.",
    no_articles="No article is among those asked about.",
    no_quote="No quote",
    whose_words="Words of",
    on_what="On",
    taken_as="taken as",
    seen_above="In the articles shown above",
    statements="All statements, by day",
    voices="One quote for each voice",
    everything="Everything that {who} said",
    everybody="What does everybody say about {what}?",
    who_is="Who is {who}?",
    articles_about="Which articles mention {what}?",
    whats_new="What’s new?",
)

ZH = Strings(
    language="zh",
    tagline="向文章提问，答案就是原文。",
    intro="每个回答都是逐字引文，并注明确切出处。这里不生成任何文字。",
    ask_label="您的问题",
    ask_placeholder="向文章提一个问题",
    send="提问",
    new_conversation="新对话",
    examples="可以从这些问题开始",
    conversation="对话",
    filters="缩小范围",
    outlet="来源",
    article_language="文章语言",
    since="发布日期不早于",
    until="发布日期不晚于",
    from_question="取自问题",
    filters_on="检索范围",
    take_off="取消：{filter}",
    newest_first="最新在前",
    undated_one="未包括 {n} 篇未注明日期的文章",
    undated_many="未包括 {n} 篇未注明日期的文章",
    understood="理解为",
    as_typed="按原话提问",
    which="您指的是哪一个？",
    unclear="不清楚这个问题指的是什么。",
    quote_one="{n} 条引文",
    quote_many="{n} 条引文",
    article_one="{n} 篇文章",
    article_many="{n} 篇文章",
    sure="回答了问题",
    likely="很可能回答了问题",
    unsure="或许回答了问题",
    direct="原话",
    reported="文章转述",
    own_words="文章本身",
    unnamed="说话人不确定",
    copy_one="另有 {n} 篇文章文字相同",
    copy_many="另有 {n} 篇文章文字相同",
    comma="，",
    thousands=",",
    differing="各条引文在此说法不一",
    correction="出自更正说明",
    corrected="所在文章已有更正",
    heading="文章中的标题",
    undated="未注明日期",
    open_source="在文章中查看第 {n} 条引文",
    copy="连同出处复制",
    copied="已复制",
    silent="语料中没有答案。",
    no_subject="没有文章涉及这一主题。",
    not_asked="文章谈到了这一主题，但没有谈到所问的内容。",
    not_speaker="文章没有引述所问之人对此的说法。",
    filtered="筛选条件排除了可能的答案。",
    not_confident="最接近的内容不够确定，不能算作答案。",
    near_misses="相近的内容",
    near_misses_note="不是答案：仅列出最相近的段落，供您判断。",
    close="关闭",
    next_quote="下一条引文",
    previous_quote="上一条引文",
    standalone="在单独页面打开",
    original="原文链接",
    not_in_text="页面附属文字，从不引用",
    empty_corpus="还没有文章。",
    question_empty="请先输入问题。",
    question_long="问题太长，请缩短到 {n} 个字符以内。",
    searching="正在查阅文章……",
    failed="我们这边出错了，请再问一次。",
    not_ready="索引尚未就绪，请稍后再试。",
    nothing_here="这个地址没有内容。",
    no_article="这篇文章已不在索引中。",
    no_article_hint="它已被移除，或者文件改了名、内容也变了。现有的文章见文章列表。",
    words_moved="文章此后有改动。这些话换了位置，现按其现在的位置显示。",
    words_changed="文章中已没有这些话。现在位于原处的文字以虚线标出。",
    words_unsure="这个链接没有说明所指的文字：文章此后可能有改动。",
    words_were="当时引用的文字",
    unreachable="连接不上服务器。请检查网络后重试，内容不会丢失。",
    back="向文章提问",
    pages="页面",
    ask_place="提问",
    ask_next="可以接着问",
    ask_instead="文章能回答的问题",
    what_they_said="{who}说了什么？",
    what_they_said_about="{who}对{what}说了什么？",
    quote_of="第 {n} 条引文，共 {all} 条",
    more_context="显示更多上下文",
    less_context="收起",
    in_ten="十次里约对 {n} 次",
    over_nine="十次里对九次以上",
    everywhere="在所有文章中检索",
    hello="您好。请向文章提问。",
    welcome="不客气。",
    can_ask=(
        "可以问谁说了什么、何时、何地、多少、为什么；可以比较两个人、两家公司或两个年份，"
        "听各方的说法，或按日期看某人的言论；也可以问文章本身：有哪些、多少篇、谁写的、何时发表。"
    ),
    newest_are="最新的文章",
    stands_in="出自这里",
    and_more="另有 {n} 篇",
    no_more="文章对此的内容已全部显示。",
    no_articles="没有符合条件的文章。",
    no_quote="没有引文",
    whose_words="谁的话",
    on_what="关于",
    taken_as="视作",
    seen_above="仅限上面显示的文章",
    statements="全部言论，按日期",
    voices="每人一条引文",
    everything="{who}的全部言论",
    everybody="各方怎么看{what}？",
    who_is="{who}是谁？",
    articles_about="哪些文章提到{what}？",
    whats_new="最近有什么新文章？",
)

DE = Strings(
    language="de",
    tagline="Fragen Sie Ihre Artikel. Die Antwort sind ihre eigenen Worte.",
    intro="Jede Antwort ist ein wörtliches Zitat mit genauer Quelle. Nichts wird für Sie verfasst.",
    ask_label="Ihre Frage",
    ask_placeholder="Frage an die Artikel",
    send="Fragen",
    new_conversation="Neues Gespräch",
    examples="Fragen für den Anfang",
    conversation="Gespräch",
    filters="Eingrenzen",
    outlet="Quellen",
    article_language="Artikelsprache",
    since="Erschienen ab",
    until="Erschienen bis",
    from_question="aus der Frage entnommen",
    filters_on="Gesucht nur in",
    take_off="Aufheben: {filter}",
    newest_first="Neueste zuerst",
    undated_one="{n} Artikel ohne Datum bleibt außen vor",
    undated_many="{n} Artikel ohne Datum bleiben außen vor",
    understood="Verstanden als",
    as_typed="Wie getippt fragen",
    which="Was meinen Sie?",
    unclear="Es ist nicht klar, worauf sich die Frage bezieht.",
    quote_one="{n} Zitat",
    quote_many="{n} Zitate",
    article_one="{n} Artikel",
    article_many="{n} Artikel",
    sure="Beantwortet die Frage",
    likely="Beantwortet die Frage wahrscheinlich",
    unsure="Beantwortet die Frage vielleicht",
    direct="im Wortlaut",
    reported="vom Artikel wiedergegeben",
    own_words="Der Artikel selbst",
    unnamed="Sprecher nicht sicher",
    copy_one="Derselbe Wortlaut in {n} weiterem Artikel",
    copy_many="Derselbe Wortlaut in {n} weiteren Artikeln",
    comma=", ",
    thousands=".",
    differing="Hierin weichen die Zitate voneinander ab",
    correction="Aus einer Berichtigung",
    corrected="Sein Artikel wurde berichtigt",
    heading="Eine Überschrift des Artikels",
    undated="Ohne Datum",
    open_source="Zitat {n} im Artikel zeigen",
    copy="Mit Quelle kopieren",
    copied="Kopiert",
    silent="Dazu sagt der Bestand nichts.",
    no_subject="Kein Artikel handelt von diesem Thema.",
    not_asked="Das Thema kommt vor, aber nicht das, wonach gefragt wurde.",
    not_speaker="Die Person, nach der gefragt wurde, wird dazu nicht zitiert.",
    filtered="Die Filter schließen aus, was hätte antworten können.",
    not_confident="Was am nächsten kommt, ist nicht sicher genug, um als Antwort zu gelten.",
    near_misses="Was in die Nähe kommt",
    near_misses_note="Keine Antwort: die nächstliegenden Stellen, für Ihr eigenes Urteil.",
    close="Schließen",
    next_quote="Nächstes Zitat",
    previous_quote="Voriges Zitat",
    standalone="Als Seite öffnen",
    original="Original",
    not_in_text="Beiwerk der Seite, wird nie zitiert",
    empty_corpus="Noch gibt es keine Artikel.",
    question_empty="Geben Sie zuerst eine Frage ein.",
    question_long="Diese Frage ist zu lang. Kürzen Sie sie auf {n} Zeichen.",
    searching="Die Artikel werden durchsucht …",
    failed="Bei uns ist etwas schiefgegangen. Bitte fragen Sie noch einmal.",
    not_ready="Der Index ist noch nicht bereit. Bitte versuchen Sie es gleich noch einmal.",
    nothing_here="Unter dieser Adresse gibt es nichts.",
    no_article="Diesen Artikel gibt es im Index nicht mehr.",
    no_article_hint=(
        "Er wurde entfernt, oder seine Datei heißt anders und hat andere Worte. Die Liste der "
        "Artikel zeigt, was da ist."
    ),
    words_moved=(
        "Der Artikel hat sich seither geändert. Diese Worte stehen jetzt an anderer Stelle; "
        "dort sind sie gezeigt."
    ),
    words_changed=(
        "Diese Worte stehen nicht mehr im Artikel. Umrandet ist, was jetzt an ihrer Stelle steht."
    ),
    words_unsure=(
        "Diese Adresse sagt nicht, welche Worte gemeint sind: Der Artikel kann sich seither "
        "geändert haben."
    ),
    words_were="Die Worte, die zitiert wurden",
    unreachable=(
        "Der Server ist nicht zu erreichen. Prüfen Sie die Verbindung und versuchen Sie es "
        "noch einmal: Nichts geht verloren."
    ),
    back="Die Artikel fragen",
    pages="Seiten",
    ask_place="Fragen",
    ask_next="Sie könnten weiterfragen",
    ask_instead="Darauf antworten die Artikel",
    what_they_said="Was sagte {who}?",
    what_they_said_about="Was sagte {who} über {what}?",
    quote_of="Zitat {n} von {all}",
    more_context="Mehr Kontext",
    less_context="Weniger",
    in_ten="trifft in etwa {n} von 10 Fällen zu",
    over_nine="trifft in mehr als 9 von 10 Fällen zu",
    everywhere="In allen Artikeln suchen",
    hello="Guten Tag. Fragen Sie die Artikel.",
    welcome="Gern geschehen.",
    can_ask=(
        "Fragen Sie, was jemand sagte, wann, wo, wie viel und warum. Lassen Sie "
        "zwei Personen, Firmen oder Jahre vergleichen, alle zu Wort kommen oder "
        "jemandes Äußerungen nach Tagen ordnen. Oder fragen Sie nach den "
        "Artikeln: welche, wie viele, von wem, seit wann."
    ),
    newest_are="Die neuesten",
    stands_in="Es steht hier",
    and_more="und {n} weitere",
    no_more="Was die Artikel dazu sagen, ist alles gezeigt.",
    no_articles="Kein Artikel gehört dazu.",
    no_quote="Kein Zitat",
    whose_words="Worte von",
    on_what="Zu",
    taken_as="gelesen als",
    seen_above="In den oben gezeigten Artikeln",
    statements="Alle Äußerungen, nach Tagen",
    voices="Ein Zitat je Stimme",
    everything="Alles, was {who} gesagt hat",
    everybody="Was sagen alle über {what}?",
    who_is="Wer ist {who}?",
    articles_about="Welche Artikel erwähnen {what}?",
    whats_new="Was gibt es Neues?",
)

LANGUAGES = {strings.language: strings for strings in (EN, ZH, DE)}


def strings_for(accept_language: str | None) -> Strings:
    """Choose the interface language from an `Accept-Language` header (RFC 9110, 12.5.4).

    >>> strings_for("fr, de-AT;q=0.8, en;q=0.7").language
    'de'
    """
    ranges = []
    for order, item in enumerate((accept_language or "").split(",")[:20]):
        tag, _, parameter = item.partition(";")
        quality = _quality(parameter)
        if quality > 0:
            ranges.append((-quality, order, tag.strip().lower().partition("-")[0]))
    for _, _, primary in sorted(ranges):
        if primary in LANGUAGES:
            return LANGUAGES[primary]
    return EN


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name == "q" else 0.0
    except ValueError:
        return 0.0
