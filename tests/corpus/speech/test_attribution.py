"""Who says a sentence. Every case is invented."""

import gc
import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord.corpus
from onrecord.corpus import Article, Sentence, SentenceKind, Speech, find_articles, load, sentences
from onrecord.corpus.speech import RULES, attributed
from onrecord.corpus.speech.quotations import quotations

ARTICLES = Path(onrecord.corpus.__file__).parent / "articles"


def article(text: str) -> Article:
    return Article("a.txt", text, "Title", None, None, None, "und", None)


def read(marked: str) -> tuple[Article, list[Sentence]]:
    """Make an article and its sentences, which end at `|`; the text is without it."""
    of = article(marked.replace("|", ""))
    found, at = [], 0
    for piece in marked.split("|"):
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body:
            start = at + lead
            found.append(Sentence(of, start, start + len(body), SentenceKind.PROSE))
        at += len(piece)
    return of, found


def said(marked: str) -> list[str]:
    """Speakers by name, `-` for nobody; a direct quotation has `!` after it."""
    return [
        "-" if each is None else each.text + ("!" if each.speech is Speech.DIRECT else "")
        for each in (told.speaker for told in attributed(read(marked)[1]))
    ]


ENGLISH = [
    ("Mara Quist said the bridge would close in May.", ["Mara Quist"]),
    ("Mara Quist said that the bridge would close.", ["Mara Quist"]),
    ("“The bridge will close,” Mara Quist said.", ["Mara Quist!"]),
    ("“The bridge will close,” said Mara Quist.", ["Mara Quist!"]),
    ('"The bridge will close," said Mara Quist, who plans roads for the county.', ["Mara Quist!"]),
    ("“The bridge will close,” said engineer Mara Quist of Halden Roads.", ["Mara Quist!"]),
    ("The bridge is safe, said Mara Quist.", ["Mara Quist"]),
    ("Mara Quist, the founder of Halden Roads, said the bridge would close.", ["Mara Quist"]),
    ("Mara Quist, who founded and runs Halden Roads, argued that tolls work.", ["Mara Quist"]),
    ("Mara Quist (Halden Roads) told the paper that tolls work.", ["Mara Quist"]),
    ("According to Mara Quist, tolls work.", ["Mara Quist"]),
    ("Tolls work, according to Mara Quist.", ["Mara Quist"]),
    ("Tolls work, according to Mara Quist, who runs Halden Roads.", ["Mara Quist"]),
    ("According to data from the counting service Stepwise, traffic fell.", ["Stepwise"]),
    ("According to a survey by Stepwise, traffic fell.", ["Stepwise"]),
    ("Mara Quist told Harbour Radio that tolls work.", ["Mara Quist"]),
    ("Mara Quist admitted that the works were late.", ["Mara Quist"]),
    ("Mara Quist claimed to have warned the council.", ["Mara Quist"]),
    ("Mara Quist believes tolls work.", ["Mara Quist"]),
    ("Mara Quist does not believe that tolls work.", ["Mara Quist"]),
    ("Mara Quist predicts that traffic will double.", ["Mara Quist"]),
    ("Mara Quist pointed out that traffic had doubled.", ["Mara Quist"]),
    ("Mara Quist described the bridge as a toy.", ["Mara Quist"]),
    ("Mara Quist has announced that tolls will rise.", ["Mara Quist"]),
    ("Mara Quist made it clear that tolls would rise.", ["Mara Quist"]),
    ("Halden founder Mara Quist commented that tolls work.", ["Mara Quist"]),
    ("Halden CEO Mara Quist said tolls work.", ["Mara Quist"]),
    ("The Halden bridge team admitted that the works were late.", ["The Halden bridge team"]),
    ("A Halden vice president said the works were late.", ["A Halden vice president"]),
    ("A spokesman for Halden Roads said the works were late.", ["A spokesman for Halden Roads"]),
    ("Some lawyers believe that the toll is illegal.", ["Some lawyers"]),
    ("Halden Roads measured the traffic and found that it had doubled.", ["Halden Roads"]),
    ("A report from Stepwise agrees, stating that traffic fell.", ["Stepwise"]),
    ("Traffic, Mara Quist noted, had doubled.", ["Mara Quist"]),
    ("If tolls rise, Mara Quist said, drivers will leave.", ["Mara Quist"]),
    ("As Mara Quist put it, “tolls are a habit like any other”.", ["Mara Quist!"]),
    ("In Mara Quist's words, tolls are a habit.", ["Mara Quist"]),
    ("Her adviser, Otto Renn, thinks that tolls fail.", ["Otto Renn"]),
    ("Mara Quist said: “Tolls work, and drivers know it.”", ["Mara Quist!"]),
    ("Mara Quist said tolls work.| She also said that drivers agree.", ["Mara Quist"] * 2),
    ("Mara Quist was calm.| “Tolls work,” she said.", ["-", "Mara Quist!"]),
    (
        "Mara Quist, a planner in Oster, was calm.| “Tolls work,” she said.| “They do.”",
        ["-", "Mara Quist!", "Mara Quist!"],
    ),
    ("Mara Quist spoke first.| According to her estimate, traffic fell.", ["-", "Mara Quist"]),
    ("“Tolls work.| Drivers know it.| Nobody likes it,” Mara Quist said.", ["Mara Quist!"] * 3),
    ("“Tolls work.| Drivers know it.”| Mara Quist said.", ["Mara Quist!"] * 2 + ["Mara Quist"]),
    (
        "Mara Quist predicts a rise.\n|“Everybody will pay in the end.”",
        ["Mara Quist", "Mara Quist!"],
    ),
    ("“Tolls,” said Mara Quist, “are a habit of ours.”", ["Mara Quist!"]),
    (
        "Mara Quist said tolls work.| Otto Renn said they fail.| He blamed the rain, he said.",
        ["Mara Quist", "Otto Renn", "Otto Renn"],
    ),
    (
        "The Halden team conceded a delay.| The team holds that rain caused it.",
        ["The Halden team"] * 2,
    ),
    ("Otto Renn and Mara Quist said that tolls work.", ["Otto Renn and Mara Quist"]),
    (
        "Mara Quist, from the Halden League, said: “Tolls work, and drivers know it.”",
        ["Mara Quist!"],
    ),
    ("Mara Quist, Oster roads and rivers secretary, said tolls work.", ["Mara Quist"]),
    ("Minister Mara Quist last week said tolls work.", ["Mara Quist"]),
    ("“Tolls work,” says Mara Quist of the consultancy Halden Roads.", ["Mara Quist!"]),
    ("The government said tolls work.", ["The government"]),
    ("The US said tolls work.", ["US"]),
    ("The head of the network Halden admitted a delay.", ["The head of the network Halden"]),
    ("According to Quist & Renn, tolls work.", ["Quist & Renn"]),
]

ENGLISH_TRAPS = [
    ("Mara Quist, whom Otto Renn criticised, said tolls work.", ["Mara Quist"]),
    ("Mara Quist, whom Otto Renn told to resign, said tolls work.", ["Mara Quist"]),
    ("Mara Quist said that Otto Renn said tolls fail.", ["Mara Quist"]),
    ("Mara Quist said tolls work, but Otto Renn said they fail.", ["-"]),
    ("Mara Quist has not said whether tolls will rise.", ["-"]),
    ("Mara Quist declined to say whether tolls will rise.", ["-"]),
    ("Mara Quist did not say when the works end.", ["-"]),
    ("It is said that tolls work.", ["-"]),
    ("Mara Quist is said to like tolls.", ["-"]),
    ("It can be said that tolls work.", ["-"]),
    ("Tolls are widely believed to work.", ["-"]),
    ("What Mara Quist said is not known.", ["-"]),
    ("Nobody said that tolls work.", ["-"]),
    ("If Mara Quist says so, tolls will rise.", ["-"]),
    ("Mara Quist may say that tolls work.", ["-"]),
    ("Mara Quist runs Halden Roads.", ["-"]),
    ("According to the logic of tolls, drivers pay.", ["-"]),
    ("According to media reports, tolls will rise.", ["-"]),
    (
        "According to foreign media reports, planner Mara Quist believes that tolls work.",
        ["Mara Quist"],
    ),
    ("The company holds a third of the shares.", ["-"]),
    ("This means that tolls work.", ["-"]),
    ("The former claimed that tolls work, while the latter said that they fail.", ["-"]),
    ("He said that tolls work.", ["-"]),
    ("“Tolls work for everybody here.”", ["-"]),
    ("Mara Quist said tolls work.| Tolls were invented in Rome.", ["Mara Quist", "-"]),
    ("Mara Quist said tolls work.| A sign reads: “Pay here, and pay now.”", ["Mara Quist", "-"]),
    (
        "Otto Renn said tolls work.| He smiled.| She said they fail.",
        ["Otto Renn", "-", "Otto Renn"],
    ),
    ("He called Otto Renn “a friend”.", ["-"]),
    ("Otto Renn, he said, tolls work.| Mara Quist said she had told him so.", ["-", "Mara Quist"]),
    ("Bridges added two lanes in May.", ["-"]),
    ("Halden Roads added two lanes in May.", ["-"]),
    ("The sign “Pay here” was added.", ["-"]),
    ("Its makers boast that the road is the longest.", ["-"]),
    ("That said, tolls work.", ["-"]),
    ("Having said that, tolls work.", ["-"]),
    ("I said tolls work.", ["-"]),
    ("We believe that tolls work.", ["-"]),
    ("There is reason to believe that tolls work.", ["-"]),
    ("Harbour Radio was told that tolls work.", ["-"]),
    ("On social media Mara Quist is called a hero.", ["-"]),
    ("Do tolls work, as Mara Quist once said?", ["-"]),
    ("Do tolls work, as Mara Quist once said?| “They do not.”", ["-", "-"]),
    ("Mara Quist said tolls work.| “Do they work everywhere?”", ["Mara Quist", "-"]),
    ("They crushed any Halden hopes of a new road.", ["-"]),
    ("Fully stated, this is the rule.", ["-"]),
    ("Last week, the town raised the toll, claiming that it had to.", ["-"]),
    ("Mara Quist proposes a date in May.", ["-"]),
    ("The Oster Store Act says tolls are lawful.", ["-"]),
    ("Mara Quist wrote three books on tolls.", ["-"]),
    ("Oster declared war on Halden.", ["-"]),
    ("The Halden Democrats met in Oster.| He said tolls work.", ["-", "-"]),
    (
        "Mara Quist spoke first.| Tolls were defended by Otto Renn.| He said they work.",
        ["-", "-", "-"],
    ),
    ("Members vote according to the party line.", ["-"]),
]

CHINESE = [
    ("林可欣表示，大桥五月关闭。", ["林可欣"]),
    ("林可欣称，大桥五月关闭。", ["林可欣"]),
    ("林可欣说，大桥五月关闭。", ["林可欣"]),
    ("林可欣认为大桥应该关闭。", ["林可欣"]),
    ("林可欣并不认为大桥应该关闭。", ["林可欣"]),
    ("林可欣指出，收费有效。", ["林可欣"]),
    ("林可欣透露，收费将上涨。", ["林可欣"]),
    ("林可欣坦言，工程晚了。", ["林可欣"]),
    ("林可欣强调，收费有效。", ["林可欣"]),
    ("林可欣预测，车流会翻番。", ["林可欣"]),
    ("据林可欣介绍，收费有效。", ["林可欣"]),
    ("据步数公司统计，车流下降。", ["步数公司"]),
    ("在林可欣看来，收费有效。", ["林可欣"]),
    ("用林可欣的话说，收费只是习惯。", ["林可欣"]),
    ("“收费有效，司机都知道。”林可欣说。", ["林可欣!"]),
    ("“收费有效，司机都知道。”|海角大桥总经理林可欣说。", ["林可欣!", "林可欣"]),
    ("林可欣：“收费有效，司机都知道。”", ["林可欣!"]),
    ("林可欣说：“收费有效，司机都知道。”", ["林可欣!"]),
    ("海角大桥创始人林可欣表示，收费有效。", ["林可欣"]),
    ("海角大桥的工程师林可欣告诉本报，收费有效。", ["林可欣"]),
    ("林可欣在接受采访时表示，收费有效。", ["林可欣"]),
    ("林可欣对本报记者说，收费有效。", ["林可欣"]),
    ("林可欣还补充说，司机同意。", ["林可欣"]),
    ("林可欣笑着说，收费有效。", ["林可欣"]),
    ("去年，林可欣在一次内部会议上明确表示，收费有效。", ["林可欣"]),
    ("海角大桥一位副总裁说，工程晚了。", ["海角大桥一位副总裁"]),
    ("海角团队承认，工程晚了。", ["海角团队"]),
    ("步数证券的研报认为，车流下降。", ["步数证券"]),
    ("统计公司Stepwise统计，车流下降。", ["Stepwise"]),
    ("林可欣表示收费有效。|她还说，司机同意。", ["林可欣", "林可欣"]),
    ("林可欣表示收费有效，并补充说，司机同意。", ["林可欣"]),
    ("林可欣表示，大橋五月關閉。", ["林可欣"]),
    ("林可欣認為，收費有效。", ["林可欣"]),
    ("林可欣說，收費有效。", ["林可欣"]),
    ("汤姆·莱恩表示，收费有效。", ["汤姆·莱恩"]),
    ("李向阳说：“九月初就得请人，晚了不行。”", ["李向阳!"]),
    ("养老院医生丁敏说，床位不够。", ["丁敏"]),
    ("刘先生说，他住的是旧楼。", ["刘先生"]),
    ("胡某坚称，钱已经还了。", ["胡某"]),
    ("校方表示，课程照常进行。", ["校方"]),
    ("海角大桥的负责人林可欣解释说，工程晚了。", ["林可欣"]),
    ("海角史學家科洛·莱恩聲稱，大橋更早建成。", ["科洛·莱恩"]),
    ("林可欣平静地说，收费有效。", ["林可欣"]),
]

CHINESE_TRAPS = [
    ("据说收费有效。", ["-"]),
    ("可以说，收费有效。", ["-"]),
    ("对司机来说，收费太贵。", ["-"]),
    ("这本小说卖得很好。", ["-"]),
    ("大桥的名称改了。", ["-"]),
    ("大桥被称为奇迹。", ["-"]),
    ("大桥被认为是奇迹。", ["-"]),
    ("林可欣没有说何时开工。", ["-"]),
    ("林可欣没有表态。", ["-"]),
    ("林可欣拒绝透露价格。", ["-"]),
    ("说明书写得很清楚。", ["-"]),
    ("我们有理由相信，收费有效。", ["-"]),
    ("据了解，收费将上涨。", ["-"]),
    ("林可欣说收费有效，陈大河说收费无效。", ["-"]),
    ("如果林可欣说收费有效，司机会同意。", ["-"]),
    ("她说，收费有效。", ["-"]),
    ("林可欣说服了议会。", ["-"]),
    ("传说这座桥有鬼。", ["-"]),
    ("预测模型显示车流下降。", ["-"]),
    ("这张地図は道を表示します。", ["-"]),
    ("通知下发后，红灯表示停车。", ["-"]),
    ("据初步测算，车流下降两成。", ["-"]),
    ("海角市政府宣布成立。", ["-"]),
    ("海角政府承认石岛独立。", ["-"]),
    ("海角用强调安全的办法提高收费。", ["-"]),
    ("林可欣表示收费有效。|陈大河修了新桥，他说车流会翻番。", ["林可欣", "-"]),
    ("有关部门发出通知，通知要求收费。|在他看来，这不够。", ["-", "-"]),
    ("特威某认为收费有效，海角之友则认为收费无效。", ["-"]),
    ("林可欣对此感慨万千。", ["-"]),
    ("渡轮公司描述、预测和解释车流。", ["-"]),
]

GERMAN = [
    ("Mara Quist sagte, die Brücke werde im Mai geschlossen.", ["Mara Quist"]),
    ("Mara Quist sagt, dass die Brücke schließt.", ["Mara Quist"]),
    ("„Die Brücke schließt“, sagte Mara Quist.", ["Mara Quist!"]),
    ("„Die Brücke schließt“, sagte die Ingenieurin Mara Quist von Halden Bau.", ["Mara Quist!"]),
    ("»Die Brücke schließt«, sagte Mara Quist.", ["Mara Quist!"]),
    ("„Die Brücke schließt“, so Mara Quist.", ["Mara Quist!"]),
    ("Laut Mara Quist wirkt die Maut.", ["Mara Quist"]),
    ("Nach Angaben von Mara Quist wirkt die Maut.", ["Mara Quist"]),
    ("Mara Quist zufolge wirkt die Maut.", ["Mara Quist"]),
    ("Mara Quist betonte, die Maut wirke.", ["Mara Quist"]),
    ("Mara Quist meint, die Maut wirke.", ["Mara Quist"]),
    ("Mara Quist erklärte, die Maut wirke.", ["Mara Quist"]),
    ("Der Ingenieur Otto Renn rät zur Geduld.", ["Otto Renn"]),
    ("Die Maut wirke, teilte Halden Bau mit.", ["Halden Bau"]),
    ("Halden Bau räumte ein, dass die Arbeiten dauern.", ["Halden Bau"]),
    ("Halden-Chefin Mara Quist hatte erklärt, die Maut wirke.", ["Mara Quist"]),
    ("Im Mai hatte Halden-Chefin Mara Quist erklärt, die Maut wirke.", ["Mara Quist"]),
    ("Der Verkehr sank, wie der Zähldienst Stepwise mitgeteilt hat.", ["Stepwise"]),
    ("Auch Mara Quist, Leiterin der Planung, warnt: Die Maut reiche nicht.", ["Mara Quist"]),
    ("Mara Quist sagte, die Maut wirke.| Das sei erwiesen.", ["Mara Quist"] * 2),
    ("Mara Quist sagte, die Maut wirke.| Sie erwarte mehr Verkehr, sagte sie.", ["Mara Quist"] * 2),
    (
        "Skeptisch ist Otto Renn, der Brücken baut.| „Die Maut scheitert“, sagte er.",
        ["-", "Otto Renn!"],
    ),
    ("„Die Maut wirkt.| Alle wissen das“, sagte Mara Quist.", ["Mara Quist!"] * 2),
    ("Das Team hinter Halden räumte ein, dass es dauert.", ["Das Team hinter Halden"]),
    ("Ein Sprecher von Halden Bau sagte, es daure.", ["Ein Sprecher von Halden Bau"]),
    ("Die Maut wirke, erklärte das Ministerium.", ["das Ministerium"]),
    (
        "Der Stau ist jenes Ärgernis, das alle kennen, sagte Planerchefin Mara Quist.",
        ["Mara Quist"],
    ),
    ("Angaben der Polizei zufolge stockt der Verkehr.", ["Polizei"]),
]

GERMAN_TRAPS = [
    ("Mara Quist antwortete nicht.", ["-"]),
    ("Die Maut gilt so lange, wie die Brücke steht.", ["-"]),
    ("Es heißt, die Maut wirke.", ["-"]),
    ("Sei es, wie es sei: Die Maut kommt.", ["-"]),
    ("Mara Quist sagte, die Maut wirke.| Die Brücke ist zwei Kilometer lang.", ["Mara Quist", "-"]),
    (
        "Mara Quist sagte, die Maut wirke.| Das war im Mai, es sei denn, die Akten lügen.",
        ["Mara Quist", "-"],
    ),
    ("Laut wurde es auf der Brücke.", ["-"]),
    ("Niemand sagte, die Maut wirke.", ["-"]),
    ("Man sagt, die Maut wirke.", ["-"]),
    ("Medienberichten zufolge steigt die Maut.", ["-"]),
    ("Ob die Maut steigt, sagte Mara Quist nicht.", ["-"]),
    ("Otto Renn gibt der Brücke einen Namen.", ["-"]),
    ("Die Brücke nannte er schön.", ["-"]),
    ("Die Maut fällt, und Halden Bau hat gebaut.", ["-"]),
    ("Quist fand keinen Rhythmus und verlor mit 13:7.", ["-"]),
    ("Quist hat die Sperrung härter getroffen als befürchtet.", ["-"]),
    ("Gleichzeitig sieht der Planer Gefahren auf Oster zukommen.", ["-"]),
    ("Laut Spezifikationen trägt die Brücke alles.", ["-"]),
    ("Laut Mautgesetz zahlen alle.", ["-"]),
    ("Berechnungen zufolge sinkt der Verkehr.", ["-"]),
    ("Der Anstieg der berichtete Fälle war klein.", ["-"]),
    ("Deswegen habe ich von Anfang an gesagt, dass es dauert.", ["-"]),
    ("Vier Brücken bestreitet er im Jahr.", ["-"]),
    ("Die Regierung hatte am Freitag bestätigt, dass es dauert.", ["Die Regierung"]),
]

CASES = ENGLISH + ENGLISH_TRAPS + CHINESE + CHINESE_TRAPS + GERMAN + GERMAN_TRAPS


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_says_who_speaks_or_nobody(marked: str, expected: list[str]) -> None:
    """Each sentence has the speaker that a careful reader would give it, or none."""
    assert said(marked) == expected


def test_a_speaker_is_named_where_the_name_stands() -> None:
    """A pronoun's speaker is the span of the name, in the earlier sentence."""
    _, sentences = read("Mara Quist said tolls work.| She said drivers agree.")
    second = attributed(sentences)[1].speaker
    assert second is not None
    assert (second.start, second.end, second.text) == (0, 10, "Mara Quist")


def test_the_sentence_after_can_name_the_speaker() -> None:
    """A quotation's speaker may stand in the next sentence."""
    _, sentences = read("“Tolls work.”| Mara Quist said.")
    first = attributed(sentences)[0].speaker
    assert first is not None
    assert first.text == "Mara Quist"


BAKERY = Article(
    "bakery.txt",
    "Ingrid Maas runs the bakery on the island. She said that the ovens were cold all winter. "
    "She added that flour came by boat. The boats were late.\n\n"
    "“We will bake again in May,” said Tomas Brandt, a spokesman for Sandholm Foods.",
    "Bakery", None, None, None, "en", None,
)  # fmt: skip
LIBRARY = Article(
    "bücherei.txt",
    "Die Bücherei öffnet nachts. „Das war überfällig“, sagte Greta Hollenstein.",
    "Bücherei", None, None, None, "de", None,
)  # fmt: skip
ORCHARD = Article(
    "果园.txt", "苹果早熟了十一天。合作社经理李向阳说：“九月初就得请人。”", "苹果",
    None, None, None, "zh", None,
)  # fmt: skip
TOLD = {
    "Ingrid Maas runs the bakery on the island.": None,
    "She said that the ovens were cold all winter.": ("Ingrid Maas", Speech.REPORTED),
    "She added that flour came by boat.": ("Ingrid Maas", Speech.REPORTED),
    "The boats were late.": None,
    "“We will bake again in May,” said Tomas Brandt, a spokesman for Sandholm Foods.": (
        "Tomas Brandt", Speech.DIRECT,
    ),
    "Die Bücherei öffnet nachts.": None,
    "„Das war überfällig“, sagte Greta Hollenstein.": ("Greta Hollenstein", Speech.DIRECT),
    "苹果早熟了十一天。": None,
    "合作社经理李向阳说：“九月初就得请人。”": ("李向阳", Speech.DIRECT),
}  # fmt: skip


def test_whole_articles_are_told() -> None:
    """In three languages; "She added" is Ingrid Maas, named two sentences earlier."""
    every = [each for of in (BAKERY, LIBRARY, ORCHARD) for each in attributed(sentences(of))]
    assert [each.text for each in every] == list(TOLD)
    for each in every:
        speaker = each.speaker
        assert (speaker and (speaker.text, speaker.speech)) == TOLD[each.text]


def test_rules_that_tell_otherwise_have_another_name() -> None:
    """An index keeps what was told under that name: whoever tells otherwise changes `RULES`."""
    told = hashlib.sha256()
    for path in find_articles(ARTICLES):
        for each in attributed(sentences(load(path, ARTICLES))):
            said_by = each.speaker and (each.speaker.start, each.speaker.end, each.speaker.speech)
            told.update(f"{path.name} {each.start} {said_by}\n".encode())
    assert (RULES, told.hexdigest()[:8]) == ("speech-1", "1823851a")


def test_headings_and_boilerplate_speak_for_nobody() -> None:
    """What can't be quoted has no speaker."""
    of = article("Mara Quist said tolls work.")
    heading = Sentence(of, 0, 27, SentenceKind.HEADING)
    assert attributed([heading]) == (heading,)
    of = article("“Tolls work, and drivers know it.” Mara Quist said.")
    heading = Sentence(of, 0, 34, SentenceKind.HEADING)
    assert attributed([heading, Sentence(of, 35, 51, SentenceKind.PROSE)])[0] == heading


def test_sentences_of_two_articles_are_refused() -> None:
    """Nobody is taken for a speaker in another article."""
    (one,), (other,) = (read(text)[1] for text in ("Mara Quist said tolls work.", "She left."))
    with pytest.raises(ValueError, match="of one article"):
        attributed([one, other])


def _spelled(number: int) -> str:
    return "Q" + str(number).translate({48 + digit: 97 + digit for digit in range(10)})


def _han(number: int) -> str:
    return chr(0x4E00 + number)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mara {} said tolls work. She said that drivers agree. ", _spelled),
        ("经理李{}说路通了。她说车多了。", _han),
    ],
)
def test_reading_a_book_takes_time_in_proportion_to_its_sentences(
    told: str, name: Callable[[int], str]
) -> None:
    """Four times the sentences, with as many names, take nowhere near sixteen times as long."""
    seconds = []
    for n in (150, 600):
        of = article("".join(told.format(name(number)) for number in range(n)))
        found = sentences(of)
        started = time.process_time()
        attributed(found)
        seconds.append(time.process_time() - started)
    assert seconds[1] < 10 * seconds[0] + 0.1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One, two.” and “three”", [("“One, two.”", True), ("“three”", False)]),
        ("„Eins, zwei.“ und „drei“", [("„Eins, zwei.“", True), ("„drei“", False)]),
        ("“一，二。”和「三」", [("“一，二。”", True), ("「三」", False)]),
        ('He said "yes, of course" and left', [('"yes, of course"', True)]),
        ("“It is “fine”, he says”", [("“It is “fine”", True)]),
        ("never closed “One, two\n\nNext", [("“One, two", True)]),
    ],
)
def test_quotations_are_found_with_their_marks(text: str, expected: list[tuple[str, bool]]) -> None:
    """Curly, straight, German and Chinese marks; short terms are not speech."""
    found = quotations(text, 0, len(text))
    assert [(text[each.start : each.end], each.spoken) for each in found] == expected


PIECES = st.lists(
    st.sampled_from(
        [
            "Mara Quist",
            "said",
            "she",
            "“",
            "”",
            '"',
            ",",
            ".",
            ":",
            "that",
            "according to",
            "sagte",
            "„",
            "“",
            "habe",
            "laut",
            "表示",
            "说",
            "林可欣",
            "，",
            "。",
            "据",
            "統計",
            "\n",
            " ",
            "(",
            ")",
            "🌉",
            "e\u0301",
            "who",
        ]
    ),
    max_size=60,
)


@given(PIECES, st.integers(1, 9))
def test_a_speaker_lies_inside_of_the_article(pieces: list[str], every: int) -> None:
    """Whatever the text, each speaker is a span of it that holds more than white space."""
    text = " ".join(pieces)
    of = article(text)
    cuts = sorted({0, *range(0, len(text), every * 7), len(text)})
    sentences = [Sentence(of, a, b, SentenceKind.PROSE) for a, b in pairwise(cuts)]
    told = attributed(sentences)
    assert [replace(each, speaker=None) for each in told] == sentences
    for speaker in (each.speaker for each in told):
        assert speaker is None or (speaker.article is of and speaker.text.strip())


@pytest.mark.parametrize(
    "piece",
    [
        "Mara Quist, ",
        "said ",
        "“",
        '" ',
        "the of ",
        "说",
        "据",
        "表示，",
        "A ",
        "laut ",
        "(",
        "\n",
        "habe, ",
        "的",
        "according to ",
    ],
)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    """Four times the text takes nowhere near sixteen times as long."""
    seconds = []
    gc.disable()  # sweeping the memory of all tests before takes longer than reading
    try:
        for n in (500, 2000):
            of = article((piece * n)[:n] + "x")
            started = time.process_time()
            attributed([Sentence(of, 0, n, SentenceKind.PROSE)])
            seconds.append(time.process_time() - started)
    finally:
        gc.enable()
    assert seconds[1] < 12 * seconds[0] + 0.1
