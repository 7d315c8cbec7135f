"""The fixed sentences of conversations and the notebook, in English, Chinese and German."""

from dataclasses import asdict, dataclass

from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import LANGUAGES

__all__ = ["DESK_STRINGS", "DeskStrings", "desk_strings", "said_by_script"]


@dataclass(frozen=True, slots=True)
class DeskStrings:
    """Sentences of the desk; those with `{n}` or `{title}` are filled by the page's script."""

    tools: str
    conversations: str
    search_conversations: str
    search_outlets: str
    none_kept: str
    none_matches: str
    rename: str
    rename_to: str
    delete: str
    deleted: str
    new_started: str
    not_kept: str
    busy: str
    follow: str
    following: str
    unfollow: str
    followed: str
    new_since: str
    none_since: str
    is_new: str
    notebook: str
    notebook_empty: str
    pin: str
    pinned: str
    unpin: str
    unpinned: str
    your_line: str
    move_up: str
    move_down: str
    grouped_by: str
    by_own: str
    by_speaker: str
    by_day: str
    by_article: str
    by_question: str
    no_speaker: str
    lost: str
    theme: str
    theme_auto: str
    theme_light: str
    theme_dark: str
    shortcuts: str
    key_ask: str
    key_last: str
    key_cards: str
    key_quotes: str


EN = DeskStrings(
    tools="This conversation",
    conversations="Conversations",
    search_conversations="Search conversations",
    search_outlets="Search sources",
    none_kept="Conversations are kept here, in this browser alone.",
    none_matches="No conversation matches.",
    rename="Rename",
    rename_to="New name",
    delete="Delete",
    deleted="Deleted: {title}",
    new_started="This is a new conversation; the last one is in the list.",
    not_kept="This browser keeps nothing: conversation and notebook end with this page.",
    busy="Too many questions are being answered just now. Ask again in a few seconds.",
    follow="Follow",
    following="Following",
    unfollow="Unfollow",
    followed="Followed questions",
    new_since="{n} new since {day}",
    none_since="Nothing new since {day}",
    is_new="New since you last looked",
    notebook="Notebook",
    notebook_empty="Pin quotes here, from cards and from what you select in an article.",
    pin="Pin",
    pinned="Pinned",
    unpin="Take out",
    unpinned="Taken out of the notebook.",
    your_line="A line of your own",
    move_up="Move up",
    move_down="Move down",
    grouped_by="Grouped by",
    by_own="Own order",
    by_speaker="Speaker",
    by_day="Date",
    by_article="Article",
    by_question="Question",
    no_speaker="No speaker told",
    lost="{n} of the quotes are no longer in their articles and were left out.",
    theme="Appearance",
    theme_auto="As the device",
    theme_light="Light",
    theme_dark="Dark",
    shortcuts="Keyboard shortcuts",
    key_ask="Go to the question",
    key_last="The last question again",
    key_cards="Next and previous quote",
    key_quotes="Next and previous quote in an open article",
)

ZH = DeskStrings(
    tools="本次对话",
    conversations="对话列表",
    search_conversations="搜索对话",
    search_outlets="搜索来源",
    none_kept="对话只保存在这个浏览器里。",
    none_matches="没有符合条件的对话。",
    rename="重命名",
    rename_to="新名称",
    delete="删除",
    deleted="已删除：{title}",
    new_started="这是新的对话，上一个在列表里。",
    not_kept="这个浏览器不保存内容：关闭页面后，对话和笔记都会消失。",
    busy="现在提问的人太多，请过几秒再试。",
    follow="关注",
    following="已关注",
    unfollow="取消关注",
    followed="关注的问题",
    new_since="{day}以来有 {n} 条新引文",
    none_since="{day}以来没有新引文",
    is_new="上次查看后新增",
    notebook="笔记",
    notebook_empty="把引文收到这里：来自卡片，或您在文章中选中的文字。",
    pin="收藏",
    pinned="已收藏",
    unpin="移出",
    unpinned="已移出笔记。",
    your_line="您自己的话",
    move_up="上移",
    move_down="下移",
    grouped_by="分组方式",
    by_own="自定顺序",
    by_speaker="说话人",
    by_day="日期",
    by_article="文章",
    by_question="问题",
    no_speaker="未注明说话人",
    lost="有 {n} 条引文已不在文章中，未予导出。",
    theme="外观",
    theme_auto="跟随设备",
    theme_light="浅色",
    theme_dark="深色",
    shortcuts="快捷键",
    key_ask="跳到提问框",
    key_last="上一个问题",
    key_cards="下一条、上一条引文",
    key_quotes="打开的文章中下一条、上一条引文",
)

DE = DeskStrings(
    tools="Dieses Gespräch",
    conversations="Gespräche",
    search_conversations="Gespräche durchsuchen",
    search_outlets="Quellen durchsuchen",
    none_kept="Gespräche werden hier aufbewahrt, allein in diesem Browser.",
    none_matches="Kein Gespräch passt dazu.",
    rename="Umbenennen",
    rename_to="Neuer Name",
    delete="Löschen",
    deleted="Gelöscht: {title}",
    new_started="Dies ist ein neues Gespräch; das letzte steht in der Liste.",
    not_kept="Dieser Browser bewahrt nichts auf: Gespräch und Heft enden mit dieser Seite.",
    busy="Gerade werden zu viele Fragen beantwortet. Fragen Sie in ein paar Sekunden noch einmal.",
    follow="Folgen",
    following="Gefolgt",
    unfollow="Nicht mehr folgen",
    followed="Verfolgte Fragen",
    new_since="{n} neu seit {day}",
    none_since="Nichts Neues seit {day}",
    is_new="Neu, seit Sie zuletzt nachgesehen haben",
    notebook="Heft",
    notebook_empty="Heften Sie Zitate hier an: von Karten oder was Sie in einem Artikel auswählen.",
    pin="Anheften",
    pinned="Angeheftet",
    unpin="Herausnehmen",
    unpinned="Aus dem Heft genommen.",
    your_line="Eine eigene Zeile",
    move_up="Nach oben",
    move_down="Nach unten",
    grouped_by="Gruppiert nach",
    by_own="Eigene Reihenfolge",
    by_speaker="Person",
    by_day="Datum",
    by_article="Artikel",
    by_question="Frage",
    no_speaker="Ohne Sprecher",
    lost="{n} der Zitate stehen nicht mehr in ihren Artikeln und wurden ausgelassen.",
    theme="Darstellung",
    theme_auto="Wie das Gerät",
    theme_light="Hell",
    theme_dark="Dunkel",
    shortcuts="Tastenkürzel",
    key_ask="Zur Frage",
    key_last="Die letzte Frage noch einmal",
    key_cards="Nächstes und voriges Zitat",
    key_quotes="Nächstes und voriges Zitat im offenen Artikel",
)

DESK_STRINGS = {"en": EN, "zh": ZH, "de": DE}


def desk_strings(language: str) -> DeskStrings:
    """Choose by an interface language, see `onrecord.ui.words.strings.strings_for`."""
    return DESK_STRINGS[language]


def said_by_script(language: str) -> dict[str, str]:
    """Give what the page's script says, by name."""
    s, p = LANGUAGES[language], page_strings(language)
    shared = {"searching": s.searching, "empty": s.question_empty, "undo": p.undo}
    return {**asdict(desk_strings(language)), **shared}
