"""The page around an article is masked, its prose never."""

import pytest

from onrecord.corpus.page.boilerplate import is_boilerplate_line, is_boilerplate_sentence


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "发表评论",
        "Schreibe einen Kommentar",
        "Your email address will not be published. Required fields are marked *",
        "Share on Facebook | Tweet | WhatsApp",
        "分享到微信",
        "Photo: Ada Beispiel / Harbour Post",
        "Image source / pixabay",
        "图源：港口办公室",
        "Foto: dpa",
        "Source: Screenshot of the port's website.",
        "Home > City > Harbour",
        "Home / City / Harbour",
        "StartseiteNachrichten",
        "By Ada Beispiel",
        "Von Bo Muster",
        "Edit |Ada Beispiel.",
        "作者：王小明 编辑：李小红",
        "October 20, 2025 10:09 am",
        "2025年10月20日 10:09",
        "Veröffentlicht am 20. Oktober 2025, 10:09 Uhr",
        "Thanks for reading! You can find more articles on our site.",
        "感谢阅读！更多文章请访问网站。",
        'This article is from the newsletter "Quay" and is reprinted with permission.',
        "本文来自微信公众号“码头观察”，作者：王小明，经授权发布。",
        "Dieser Artikel erschien zuerst in der Hafenpost.",
        "We use cookies to improve your visit.",
        "Subscribe to our newsletter for daily updates",
        "Jetzt den Newsletter abonnieren",
        "© 2025 Harbour Post. All rights reserved.",
        "---",
        "* * *",
        "https://post.example/harbour",
        "Tags: harbour, ferry",
        '[gallery ids="1,2"] [/su_row]',
        "相关阅读",
    ],
)
def test_parts_of_the_page_are_told(line: str) -> None:
    """Forms, buttons, credits, menus, closers, notices and rules are masked."""
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the shipping line fell on Monday.",
        "By Christmas, the harbour had reopened.",
        "Von Bremen aus fuhr die Fähre weiter.",
        "The harbour was founded on 5 May 2010.",
        "Home prices near the harbour rose.",
        "Home/office hours at the port are shorter now.",
        "Home / away: how the port plays.",
        "The article was first published in 1998, and the mayor still quotes it.",
        "Search teams found the ferry at noon.",
        "Thank you for your patience, the captain said.",
        "Cookies were baked on board.",
        "She subscribed to the idea that newsletters were dead.",
        "来源不明的货物被扣留在港口。",
        "分享会在周三举行，船长到场发言。",
        "更多企业加入了港口的竞争。",
        "Kommentare zu dem Unfall gab der Hafenmeister nicht ab.",
        "The photo shows the crane before the storm.",
        "Reply times at the port office have doubled.",
        "On October 20, 2025, the harbour reopened.",
    ],
)
def test_prose_is_left_alone(line: str) -> None:
    """A sentence that begins like a button or credit is still a sentence."""
    assert not is_boilerplate_line(line)


def test_a_long_paragraph_is_prose_though_it_begins_like_a_credit() -> None:
    """Length saves a paragraph from every pattern but the closers'."""
    assert not is_boilerplate_line("Source: " + "the ferry left and the crane moved, " * 8)


def test_a_form_glued_to_the_body_is_masked_as_a_sentence() -> None:
    """One-line articles end in the words of a comment form."""
    assert is_boilerplate_sentence("Leave a Reply")
    assert not is_boilerplate_sentence("By Ada Beispiel")


def test_a_sentence_with_a_shortcode_is_masked_alone() -> None:
    """What it looked like on its page, nobody can tell; remarks in brackets stay."""
    tagged = 'It is open. [audio src="a.mp3"]'
    assert is_boilerplate_sentence("Der Kran [su_note]steht[/su_note].")
    assert is_boilerplate_sentence(tagged)
    assert not is_boilerplate_line(tagged)
    assert not is_boilerplate_sentence("It [the harbour] is open [sic], as of [a = b].")
