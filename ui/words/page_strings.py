"""The fixed sentences of what stands beside the answers, in English, Chinese and German."""

from dataclasses import dataclass

__all__ = ["PAGE_STRINGS", "PageStrings", "page_strings"]


@dataclass(frozen=True, slots=True)
class PageStrings:
    """Sentences of export, link, feedback, the articles' page and the overview."""

    articles: str
    overview: str
    export: str
    copy_link: str
    follow_note: str
    ask_them: str
    never_quoted: str
    in_words: str
    since: str
    until: str
    first_page: str
    last_page: str
    pages_of: str
    remove_chosen: str
    choose_row: str
    choose_all: str
    helpful: str
    not_helpful: str
    noted: str
    not_noted: str
    search: str
    all_outlets: str
    all_languages: str
    title: str
    outlet: str
    published: str
    language: str
    admin_key: str
    sign_in: str
    wrong_key: str
    previous_page: str
    next_page: str
    page_of: str
    none_found: str
    none_yet: str
    followed: str
    looked_at: str
    not_looked_at: str
    add_articles: str
    drop: str
    choose: str
    formats: str
    paste: str
    paste_title: str
    address: str
    add: str
    working: str
    done_of: str
    added: str
    changed: str
    unchanged: str
    skipped: str
    alike: str
    failed: str
    too_large: str
    unknown_format: str
    remove: str
    removed: str
    comes_back: str
    undo: str
    restored: str
    too_late: str
    edit: str
    author: str
    save: str
    cancel: str
    saved: str
    as_told: str
    rebuild: str
    cancelled: str
    files_of: str
    passages_of: str
    gone: str
    over_time: str
    by_month: str
    by_year: str
    quoted: str
    quoted_note: str
    times_one: str
    times_many: str
    languages: str
    map: str
    map_note: str
    shown_of: str
    newest_read: str
    others: str
    undated_n: str

    def times(self, n: int) -> str:
        """Count how often someone is quoted."""
        return (self.times_one if n == 1 else self.times_many).format(n=n)


EN = PageStrings(
    articles="Articles",
    overview="Overview",
    export="Export",
    copy_link="Copy link to this question",
    follow_note=(
        "The list of conversations will say when new quotes answer this; so will a feed reader"
    ),
    ask_them="Ask what they said",
    never_quoted="The articles that were read don’t quote anyone of this name.",
    in_words="also in the words of articles",
    since="Since",
    until="Until",
    first_page="First",
    last_page="Last",
    pages_of="Page {page} of {pages}",
    remove_chosen="Remove {n} chosen",
    choose_row="Choose: {title}",
    choose_all="Choose all on this page",
    helpful="This answers it",
    not_helpful="This doesn’t",
    noted="Noted, thank you",
    not_noted="This could not be noted.",
    search="Search titles, outlets and authors",
    all_outlets="All outlets",
    all_languages="All languages",
    title="Title",
    outlet="Outlet",
    published="Published",
    language="Language",
    admin_key="Token of administration",
    sign_in="Sign in",
    wrong_key="This token is not the right one.",
    previous_page="Previous",
    next_page="Next",
    page_of="{first}–{last} of {n}",
    none_found="No article matches.",
    none_yet="There are no articles yet.",
    followed="Followed on the web",
    looked_at="looked at {time}, next at {due}; {n} articles so far",
    not_looked_at="not looked at yet",
    add_articles="Add articles",
    drop="Drop files here, or",
    choose="choose files",
    formats="Text, Markdown, HTML, PDF, Word, JSON Lines or ZIP; {mb} MB at most",
    paste="Or paste a text",
    paste_title="Its title",
    address="Or give the address of a page, feed or sitemap",
    add="Add",
    working="Reading and indexing …",
    done_of="{n} of {all}",
    added="Added",
    changed="Changed",
    unchanged="Unchanged",
    skipped="Skipped",
    alike="Nearly the same as others",
    failed="Failed",
    too_large="Larger than {mb} MB",
    unknown_format="None of the formats that can be read",
    remove="Remove",
    removed="Removed:",
    comes_back="If its file is in the folder of the articles, the next build brings it back.",
    undo="Undo",
    restored="Restored:",
    too_late="It is too late to undo this: add the article again.",
    edit="Edit",
    author="Author",
    save="Save",
    cancel="Cancel",
    saved="Saved:",
    as_told="This holds whatever the article’s file says, now and later.",
    rebuild="Read the folder again",
    cancelled="Cancelled",
    files_of="{n} of {all} files",
    passages_of="{n} of {all} passages",
    gone="Removed",
    over_time="Articles over time",
    by_month="By month and outlet",
    by_year="By year and outlet",
    quoted="Who is quoted",
    quoted_note="Sentences with a speaker that the articles name; a click shows what they say",
    times_one="{n} sentence",
    times_many="{n} sentences",
    languages="Languages",
    map="A map by meaning",
    map_note="Articles that are near each other say similar things; a click opens one",
    shown_of="{n} of {all} are shown",
    newest_read="read in the newest {n} of {all} articles",
    others="Others",
    undated_n="{n} without a date",
)

ZH = PageStrings(
    articles="文章",
    overview="概览",
    export="导出",
    copy_link="复制此问题的链接",
    follow_note="有新的引文回答此问题时，对话列表会提示，订阅阅读器也会",
    ask_them="询问其说法",
    never_quoted="所读文章没有引述这个名字的人。",
    in_words="也在正文中搜索",
    since="不早于",
    until="不晚于",
    first_page="首页",
    last_page="末页",
    pages_of="第 {page} 页，共 {pages} 页",
    remove_chosen="移除所选 {n} 篇",
    choose_row="选择：{title}",
    choose_all="选择本页全部",
    helpful="回答了问题",
    not_helpful="没有回答",
    noted="已记录，谢谢",
    not_noted="未能记录。",
    search="搜索标题、媒体和作者",
    all_outlets="所有媒体",
    all_languages="所有语言",
    title="标题",
    outlet="媒体",
    published="发布日期",
    language="语言",
    admin_key="管理令牌",
    sign_in="登录",
    wrong_key="令牌不正确。",
    previous_page="上一页",
    next_page="下一页",
    page_of="第 {first}–{last} 篇，共 {n} 篇",
    none_found="没有符合条件的文章。",
    none_yet="还没有文章。",
    followed="持续关注的网址",
    looked_at="上次查看：{time}，下次：{due}；至今 {n} 篇文章",
    not_looked_at="尚未查看",
    add_articles="添加文章",
    drop="将文件拖到这里，或",
    choose="选择文件",
    formats="文本、Markdown、HTML、PDF、Word、JSON Lines 或 ZIP，不超过 {mb} MB",
    paste="或粘贴一段文字",
    paste_title="标题",
    address="或填写网页、订阅源或站点地图的地址",
    add="添加",
    working="正在读取并建立索引……",
    done_of="{n} / {all}",
    added="已添加",
    changed="已更改",
    unchanged="未变",
    skipped="已跳过",
    alike="与其他文章几乎相同",
    failed="未能完成",
    too_large="超过 {mb} MB",
    unknown_format="不是可以读取的格式",
    remove="移除",
    removed="已移除：",
    comes_back="如果其文件仍在文章文件夹中，下次建立索引时会重新加入。",
    undo="撤销",
    restored="已恢复：",
    too_late="已无法撤销，请重新添加这篇文章。",
    edit="编辑",
    author="作者",
    save="保存",
    cancel="取消",
    saved="已保存：",
    as_told="无论文章的文件怎么写，今后都以此为准。",
    rebuild="重新读取文件夹",
    cancelled="已取消",
    files_of="文件 {n} / {all}",
    passages_of="段落 {n} / {all}",
    gone="已移除",
    over_time="文章的时间分布",
    by_month="按月份和媒体",
    by_year="按年份和媒体",
    quoted="谁被引述",
    quoted_note="文章指明了说话人的句子；点击即可查看其说法",
    times_one="{n} 句",
    times_many="{n} 句",
    languages="语言",
    map="语义地图",
    map_note="相近的文章内容相似；点击可打开文章",
    shown_of="显示 {n} 篇，共 {all} 篇",
    newest_read="取自最新的 {n} 篇文章，共 {all} 篇",
    others="其他",
    undated_n="{n} 篇未注明日期",
)

DE = PageStrings(
    articles="Artikel",
    overview="Überblick",
    export="Exportieren",
    copy_link="Link zu dieser Frage kopieren",
    follow_note=(
        "Die Liste der Gespräche sagt, wenn neue Zitate sie beantworten; ein Feedreader auch"
    ),
    ask_them="Fragen, was sie sagten",
    never_quoted="Die gelesenen Artikel zitieren niemanden dieses Namens.",
    in_words="auch in den Worten der Artikel",
    since="Ab",
    until="Bis",
    first_page="Erste",
    last_page="Letzte",
    pages_of="Seite {page} von {pages}",
    remove_chosen="{n} ausgewählte entfernen",
    choose_row="Auswählen: {title}",
    choose_all="Alle auf dieser Seite auswählen",
    helpful="Das beantwortet sie",
    not_helpful="Das nicht",
    noted="Notiert, danke",
    not_noted="Das konnte nicht notiert werden.",
    search="Titel, Medien und Autoren durchsuchen",
    all_outlets="Alle Medien",
    all_languages="Alle Sprachen",
    title="Titel",
    outlet="Medium",
    published="Erschienen",
    language="Sprache",
    admin_key="Token der Verwaltung",
    sign_in="Anmelden",
    wrong_key="Dieses Token ist nicht das richtige.",
    previous_page="Zurück",
    next_page="Weiter",
    page_of="{first}–{last} von {n}",
    none_found="Kein Artikel passt dazu.",
    none_yet="Noch gibt es keine Artikel.",
    followed="Im Netz verfolgt",
    looked_at="angesehen {time}, wieder {due}; bisher {n} Artikel",
    not_looked_at="noch nicht angesehen",
    add_articles="Artikel hinzufügen",
    drop="Dateien hierher ziehen oder",
    choose="Dateien auswählen",
    formats="Text, Markdown, HTML, PDF, Word, JSON Lines oder ZIP; höchstens {mb} MB",
    paste="Oder einen Text einfügen",
    paste_title="Sein Titel",
    address="Oder die Adresse einer Seite, eines Feeds oder einer Sitemap angeben",
    add="Hinzufügen",
    working="Wird gelesen und indexiert …",
    done_of="{n} von {all}",
    added="Hinzugefügt",
    changed="Geändert",
    unchanged="Unverändert",
    skipped="Übersprungen",
    alike="Fast gleich wie andere",
    failed="Nicht gelungen",
    too_large="Größer als {mb} MB",
    unknown_format="Keines der Formate, die gelesen werden",
    remove="Entfernen",
    removed="Entfernt:",
    comes_back="Liegt seine Datei im Ordner der Artikel, bringt der nächste Bau ihn zurück.",
    undo="Rückgängig",
    restored="Wiederhergestellt:",
    too_late="Das lässt sich nicht mehr rückgängig machen: Fügen Sie den Artikel neu hinzu.",
    edit="Bearbeiten",
    author="Autor",
    save="Speichern",
    cancel="Abbrechen",
    saved="Gespeichert:",
    as_told="Das gilt, was auch immer die Datei des Artikels sagt, jetzt und später.",
    rebuild="Ordner neu einlesen",
    cancelled="Abgebrochen",
    files_of="{n} von {all} Dateien",
    passages_of="{n} von {all} Abschnitten",
    gone="Entfernt",
    over_time="Artikel im Lauf der Zeit",
    by_month="Nach Monat und Medium",
    by_year="Nach Jahr und Medium",
    quoted="Wer zitiert wird",
    quoted_note="Sätze, deren Sprecher die Artikel nennen; ein Klick zeigt, was sie sagen",
    times_one="{n} Satz",
    times_many="{n} Sätze",
    languages="Sprachen",
    map="Eine Karte nach Bedeutung",
    map_note="Was nah beieinander liegt, handelt von Ähnlichem; ein Klick öffnet den Artikel",
    shown_of="{n} von {all} sind gezeigt",
    newest_read="gelesen in den neuesten {n} von {all} Artikeln",
    others="Andere",
    undated_n="{n} ohne Datum",
)

PAGE_STRINGS = {"en": EN, "zh": ZH, "de": DE}


def page_strings(language: str) -> PageStrings:
    """Choose by an interface language, see `onrecord.ui.words.strings.strings_for`."""
    return PAGE_STRINGS[language]
