"""Bylines and datelines, in the forms that newsrooms write them in."""

from datetime import date

import pytest

from onrecord.corpus import Item, parse, sentences

EN = "\n\nThe harbour is open again after the storm. Ferries run at noon.\n"
DE = "\n\nDer Hafen ist nach dem Sturm wieder offen. Die Fähren fahren ab Mittag.\n"
ZH = "\n\n港口在暴风雨后重新开放。渡轮中午开始运行。\n"
FORMS = [
    (
        "Harbour reopens\nJane Doe\nPublished 20 October 2025" + EN,
        "Jane Doe",
        None,
        date(2025, 10, 20),
    ),
    (
        "Hafen offen\nJana Muster\n20. Oktober 2025 um 10:09 Uhr" + DE,
        "Jana Muster",
        None,
        date(2025, 10, 20),
    ),
    ("Harbour reopens\nJane Doe, Political correspondent" + EN, "Jane Doe", None, None),
    ("Harbour reopens\nJane Doe in Quayside and Bo Hill in Port Ada" + EN, "Jane Doe", None, None),
    (
        "Harbour reopens" + EN + "\nReporting by Ada Lane; Editing by Bo Hill\n",
        "Ada Lane",
        None,
        None,
    ),
    ("Hafen offen\nEin Kommentar von Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nEine Analyse von Ada Beispiel, Peking" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nText von Bo Muster Illustration von Ada Beispiel" + DE, "Bo Muster", None, None),
    ("Hafen offen\nVeröffentlicht am 3.3.2025 von Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nEin offener Brief von Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nText und Fotos von Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nAutor:innen: Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nAutor: Ada Beispiel (Anzeige)" + DE, "Ada Beispiel", None, None),
    (
        "Hafen offen\nVon Jo\u0308rg Muster\n3. Ma\u0308rz 2025" + DE,
        "Jörg Muster",
        None,
        date(2025, 3, 3),
    ),
    ("Hafen offen\nInterview: Bo Muster" + DE, "Bo Muster", None, None),
    ("Hafen offen\nVON ADA BEISPIEL, BERLIN" + DE, "ADA BEISPIEL", None, None),
    ("港口重新开放\n本报记者 张三" + ZH, "张三", None, None),
    ("港口重新开放\n澎湃新闻记者 张三" + ZH, "张三", "澎湃新闻", None),
    ("港口重新開放\n記者張三／台北報導" + ZH, "張三", None, None),
    (
        "港口重新开放\n\n新华社北京10月20日电（记者张三、李四）港口重新开放。渡轮中午开始运行。",
        "张三",
        "新华社",
        None,
    ),
    (
        "港口重新开放\n\n财联社10月20日讯（记者 张三）港口重新开放。渡轮中午开始运行。",
        "张三",
        "财联社",
        None,
    ),
    (
        "Harbour reopens\n\nPARIS, Oct 20 (Reuters) - The harbour is open. Ferries run.",
        None,
        "Reuters",
        None,
    ),
    (
        "Harbour reopens\n\nPORT ADA (AP) — The harbour is open. Ferries run.",
        None,
        "AP",
        None,
    ),
    (
        "Hafen offen\n\nHAMBURG taz | Der Hafen ist wieder offen. Die Fähren fahren ab Mittag.",
        None,
        "taz",
        None,
    ),
    ("港口重新开放\n\n中新网上海10月20日电 港口重新开放。渡轮中午开始运行。", None, "中新网", None),
    ("Harbour reopens\nBy JANE DOE, Associated Press" + EN, "JANE DOE", "Associated Press", None),
    ("港口重新开放\n来源｜量子位" + ZH, None, "量子位", None),
    ("港口重新开放\n来源：央视新闻 | 2025/10/20" + ZH, None, "央视新闻", date(2025, 10, 20)),
    ("Hafen offen\n20.10.25" + DE, None, None, date(2025, 10, 20)),
    ("Hafen offen\n20.10.2025 - 10:09 Uhr | Quelle: dpa" + DE, None, "dpa", date(2025, 10, 20)),
    (
        "Harbour reopens\nBy Ada Lane and Bo Hill\nOctober 20, 2025" + EN,
        "Bo Hill",
        None,
        date(2025, 10, 20),
    ),
    ("Hafen offen\nVon Ada Beispiel und Bo Muster" + DE, "Bo Muster", None, None),
    ("港口重新开放\n作者：王小明 来源：码头报" + ZH, "王小明", "码头报", None),
    ("港口重新开放\n文 | 王小明" + ZH, "王小明", None, None),
    ("港口重新开放\n2025年10月20日 来源：码头日报" + ZH, None, "码头日报", date(2025, 10, 20)),
    ("Harbour reopens\nAda Lane | October 20, 2025" + EN, "Ada Lane", None, date(2025, 10, 20)),
    (
        "Hafen offen\n\nBerlin (dpa) - Der Hafen ist wieder offen. Die Fähren fahren ab Mittag.",
        None,
        "dpa",
        None,
    ),
    (
        "Harbour reopens\n\nPARIS (AFP) – The harbour is open. Ferries run.",
        None,
        "AFP",
        None,
    ),
    ("Harbour reopens\nWritten by Ada Lane" + EN, "Ada Lane", None, None),
    ("Hafen offen\nText: Ada Beispiel" + DE, "Ada Beispiel", None, None),
    (
        "Harbour reopens\nBy Ada Lane\nUpdated: 20 October 2025, 10:09 GMT" + EN,
        "Ada Lane",
        None,
        date(2025, 10, 20),
    ),
    (
        "Harbour reopens\nAda O'Neill\nFri 20 June 2025 10.09 BST" + EN,
        "Ada O'Neill",
        None,
        date(2025, 6, 20),
    ),
    ("Harbour reopens\nBo Hill, Chief Reporter" + EN, "Bo Hill", None, None),
    ("Harbour reopens\nAda Lane and Bo Hill in Port Ada" + EN, "Ada Lane", None, None),
    ("Hafen offen\nEine Reportage von Ada Beispiel" + DE, "Ada Beispiel", None, None),
    ("Hafen offen\nEin Gastbeitrag von Bo von Muster" + DE, "Bo von Muster", None, None),
    (
        "Hafen offen\nAda Beispiel, Kiel\nStand: 20.10.2025, 10:09 Uhr" + DE,
        "Ada Beispiel",
        None,
        date(2025, 10, 20),
    ),
    (
        "Hafen offen\n\nKiel (dpa/lno) - Der Hafen ist wieder offen. Die Fähren fahren ab Mittag.",
        None,
        "dpa/lno",
        None,
    ),
    (
        "Hafen offen\n\nBERLIN afp | Der Hafen ist wieder offen. Die Fähren fahren ab Mittag.",
        None,
        "afp",
        None,
    ),
    (
        "Harbour reopens\n\n(Bloomberg) -- The harbour is open. Ferries run.",
        None,
        "Bloomberg",
        None,
    ),
    (
        "Harbour reopens\n\nBERLIN, March 3 (Xinhua) -- The harbour is open. Ferries run.",
        None,
        "Xinhua",
        None,
    ),
    (
        "港口重新开放\n\n人民网上海3月5日电（记者李四）港口重新开放。渡轮中午开始运行。",
        "李四",
        "人民网",
        None,
    ),
    (
        "港口重新开放\n\n中新社香港3月5日电 (记者 王五)港口重新开放。渡轮中午开始运行。",
        "王五",
        "中新社",
        None,
    ),
    ("港口重新开放\n新京报记者 王五 编辑 赵六" + ZH, "王五", "新京报", None),
    ("港口重新開放\n記者李四／高雄報導" + ZH, "李四", None, None),
    ("港口重新开放\n撰文：王小明 编辑：李小红" + ZH, "王小明", None, None),
    (
        "Harbour reopens"
        + EN
        + "\nReporting by Ada Lane and Bo Hill in Paris; Editing by Cy Moor\n",
        "Ada Lane",
        None,
        None,
    ),
    ("Harbour reopens\nBy Ada Lane, Staff Writer" + EN, "Ada Lane", None, None),
    ("Harbour reopens\nBy Ada Lane | The Quay Post" + EN, "Ada Lane", None, None),
    ("Hafen offen\nvon Ada Beispiel, 03.03.2025" + DE, "Ada Beispiel", None, date(2025, 3, 3)),
]
OTHERS = [
    "Harbour reopens\nAda Lane in her own words" + EN,
    "Storm at sea\nBo Hill, captain of the Quay, waits for the wind" + EN,
    "Harbour reopens\nBy Sunday Evening All Ferries Run" + EN,
    "Interview: the mayor speaks" + EN,
    "Bridge opened by Ada Lane" + EN,
    "Brücke eröffnet von Ada Beispiel" + DE,
    "Harbour reopens\nFeatured image by Ada Lane" + EN,
    "Hafen offen\nAlle Bilder von Ada Beispiel" + DE,
    "Hafen offen\nAutor:innen" + DE,
    "Angela Stone in Beijing" + EN,
    "Harbour reopens\n\nThe mayor (Greens) - she is new - said so. Ferries run at noon.",
    "Der Hafen\nVon Kiel nach Lübeck" + DE,
    "Der Hafen\nVon Kränen, Fähren und Kähnen" + DE,
    "港口\n船长在记者会上表示，港口开放了。" + ZH,
    "港口\n船長對記者們說，港口開放了。" + ZH,
    "Die Fähre" + "\nSie fährt wieder." * 12 + "\nvon Ada Beispiel\n90 Seiten\nDas Buch ist neu.",
    "港口\n记者会在周三举行，船长到场发言。" + ZH,
    "Harbour reopens\nPort Ada in Winter\n" + EN + "Port Ada in Winter is cold.",
]


@pytest.mark.parametrize(("text", "author", "outlet", "day"), FORMS)
def test_credits_are_read_in_their_usual_forms(
    text: str, author: str | None, outlet: str | None, day: date | None
) -> None:
    """A label, a post, a place or a day beside a name; an agency before its dateline's dash."""
    article = parse(Item("a.txt", text.encode(), ".txt")).article
    assert (author or "") in (article.author or "")
    assert bool(author) == bool(article.author)
    assert outlet in {None, article.outlet}
    assert day in {None, article.published}
    quotable = [each.text for each in sentences(article) if each.kind.quotable]
    assert not set(text.split("\n\n", maxsplit=1)[0].split("\n")) & set(quotable)


@pytest.mark.parametrize("text", OTHERS)
def test_what_looks_like_a_credit_is_none(text: str) -> None:
    """Subtitles, captions and sentences name places and people too."""
    article = parse(Item("a.txt", text.encode(), ".txt")).article
    assert (article.author, article.outlet, article.published) == (None, None, None)
