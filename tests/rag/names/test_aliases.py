"""Names are one, however they are written; and who speaks for whom. Every case is invented."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Speaker, Speech
from onrecord.rag.errors import AliasesError
from onrecord.rag.names.alias_suggestions import suggest
from onrecord.rag.names.aliases import Aliases, key
from onrecord.rag.question.question_names import name_terms

ALIASES = Aliases.load()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Sora2", "Sora 2", True),
        ("SORA-2", "sora 2", True),
        ("Sora２", "Sora 2", True),
        ("Veo3.1", "Veo 3.1", True),
        ("Veo 3", "Veo 3.1", False),
        ("Sora 2", "Sora 20", False),
        ("Sora", "Sora 2", False),
        ("Baidu's", "Baidu", True),
        ("Baidu’s", "百度", True),
        ("Baidus", "Baidu", True),
        ("Kling", "可灵", True),
        ("Keling", "可靈", True),
        ("Meta", "metadata", False),
        ("Sam Altman", "奥特曼", True),
        ("OpenAI's CEO", "Altman", True),
        ("OpenAI", "Open AI", True),
        ("Steam-Engine", "Steam Engine", True),
        ("Wiese", "Wieses", True),
        ("Veo", "Veos", False),
        ("", "", False),
        ("?!", "…", False),
    ],
)
def test_spellings_of_a_name_are_one(a: str, b: str, same: bool) -> None:
    """Case, width, hyphens, spaces, genitives and the alias file don't tell names apart."""
    assert ALIASES.same(a, b) is same
    assert ALIASES.same(b, a) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("快手的可灵和谷歌", ("Kuaishou", "Kling", "Google")),
        ("metadata about meta-analysis", ()),
        ("Meta and META", ("Meta",)),
        ("Ursula von der Leyen traf Sam Altman.", ("Ursula von der Leyen", "Sam Altman")),
        ("OpenAI's CEO", ("Sam Altman",)),
        ("OpenAI's plans", ("OpenAI",)),
        ("Baidus Pläne", ("Baidu",)),
        ("苹果很好吃", ()),
        ("苹果公司很好", ("Apple",)),
        ("Google DeepMind", ("Google DeepMind",)),
        ("the Berlin-Film-Festival", ("Berlin Film Festival",)),
        ("", ()),
    ],
)
def test_known_names_are_found_in_a_text(text: str, names: tuple[str, ...]) -> None:
    """The longest name counts; Chinese needs no word boundary, Latin script does."""
    assert ALIASES.expand(text) == names


@pytest.mark.parametrize(
    ("question", "language", "names"),
    [
        ("What did Ada Byron say about Sora 2?", "en", ("Ada Byron", "Sora 2")),
        ("Who is late?", "en", ()),
        ("did altman apologise", "en", ("altman",)),
        ("What's Cameo's point?", "en", ("Cameo",)),
        ("Is FilmAction free?", "en", ("FilmAction",)),
        ('What is the "storyboard mode"?', "en", ("storyboard mode",)),
        ("Was kostet die Maut der Brücke?", "de", ()),
        ("Was sagte Ada Byron über die Maut?", "de", ("Ada Byron",)),
        ("Warum ist Veo3.1 teuer?", "de", ("Veo3.1",)),
        ("Baut Baidu das Modell um?", "de", ("Baidu",)),
        ("百度怎么看Sora 2？", "zh", ("百度", "Sora 2")),
        ("Gen-3 Alpha和Dream Machine哪个好？", "zh", ("Gen-3 Alpha", "Dream Machine")),
        ("“选择退出”是什么？", "zh", ("选择退出",)),
    ],
)
def test_the_named_things_of_a_question(
    question: str, language: str, names: tuple[str, ...]
) -> None:
    """Names stand out by capitals inside of an English question, by less in German and Chinese."""
    assert name_terms(question, language, ALIASES) == names


def test_the_texts_suggest_what_the_alias_file_lacks() -> None:
    """Glosses in brackets and "hereinafter" are candidates, the most frequent first."""
    texts = [
        "“云舟”（Cloudboat）上线。“云舟”（Cloudboat）收费。",
        'Deng Deng (hereinafter referred to as "Deng") spoke of Paperlark (纸雀).',
        "“可灵”（Kling）",
    ]
    assert suggest(texts, ALIASES) == (
        ("云舟", "Cloudboat"), ("Deng Deng", "Deng"), ("Paperlark", "纸雀"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("people = [", "not readable as TOML"),
        ("animals = [['a', 'b']]", "'animals' is none of people, organisations, things"),
        ("people = 3", "must be a list of lists"),
        ("people = [['a', 3]]", "must be a list of names"),
        ("people = [[]]", "must be a list of names"),
        ("people = [['…']]", "must be a list of names"),
        ("people = [['Ada', 'Byron'], ['Otto', 'BYRON']]", "alias of both 'Ada' and 'Otto'"),
    ],
)
def test_a_wrong_alias_file_is_refused_in_one_line(
    content: str, message: str, tmp_path: Path
) -> None:
    """The message names what is wrong, in one line."""
    path = tmp_path / "aliases.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AliasesError, match=message) as caught:
        Aliases.load(path)
    assert "\n" not in str(caught.value).strip()


def own(tmp_path: Path, content: str) -> Aliases:
    (tmp_path / "aliases.toml").write_text(content, encoding="utf-8")
    return Aliases.of_corpus(tmp_path)


def test_the_owners_aliases_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    """A new group is added, and nothing of what comes along is lost."""
    aliases = own(tmp_path, 'organisations = [["Cloudboat", "云舟"]]')
    assert aliases.same("云舟", "Cloudboat")
    assert aliases.same("可灵", "Keling")


def test_a_group_of_the_owners_takes_in_the_shipped_one(tmp_path: Path) -> None:
    """A further form is enough; what the owner lists first is shown, under the owner's kind."""
    aliases = own(tmp_path, 'organisations = [["可灵视频", "可灵", "克林"]]')
    assert {aliases.name(form) for form in ("Keling", "Kling AI", "克林")} == {"可灵视频"}
    assert aliases.kinds["可灵视频"] == "organisations"


def test_without_a_file_of_the_owners_the_shipped_one_serves(tmp_path: Path) -> None:
    """A corpus folder needs no alias file."""
    assert Aliases.of_corpus(tmp_path) == ALIASES


def test_a_wrong_file_of_the_owners_is_named(tmp_path: Path) -> None:
    """The message begins with the file to mend."""
    with pytest.raises(AliasesError, match=r"aliases\.toml: 'BYRON' is an alias of both"):
        own(tmp_path, "people = [['Ada', 'Byron'], ['Otto', 'BYRON']]")


def test_a_missing_alias_file_is_refused(tmp_path: Path) -> None:
    """A file that isn't there is not an empty one."""
    with pytest.raises(AliasesError, match="not readable"):
        Aliases.load(tmp_path / "none.toml")


@given(st.text(max_size=80))
def test_names_lie_where_they_are_found(text: str) -> None:
    """Whatever the text, found names are spans of it, in order and disjoint."""
    at = 0
    for each in ALIASES.find(text + " Kling 可灵 " + text):
        assert at <= each.start < each.end
        at = each.end


@given(
    st.text(max_size=40),
    st.sampled_from(
        ["Baidu’s", "可灵", "SORA App", "OpenAI's CEO", "meta-analysis", "Qihoo 360", "ﬁ"]
    ),
)
def test_what_may_not_stand_is_not_found(text: str, name: str) -> None:
    """The fast look never misses a name that the thorough one finds."""
    for each in ALIASES.find(text + name + text):
        assert ALIASES.possible([each.name], text + name + text)


@given(
    st.lists(
        st.sampled_from(
            ["Baidu’s", "可灵", "SORA", "App", "\n", "meta-", "Meta", "Sora 2", "2", " ", "Kling."]
        ),
        max_size=12,
    )
)
def test_names_stand_where_they_are_found(parts: list[str]) -> None:
    """Which of some names stand in a text is what finding all of them in it tells."""
    text, names = "".join(parts), ["Baidu", "Kling", "Sora", "Sora 2", "Meta"]
    found = {each.name for each in ALIASES.find(text)}
    assert ALIASES.standing(names, text) == found.intersection(names)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    """Folding twice is folding once."""
    assert key(key(text)) == key(text)


@given(st.text(max_size=60), st.sampled_from(["en", "de", "zh", "und"]))
def test_named_things_are_words_of_the_question(question: str, language: str) -> None:
    """Nothing is named that the question doesn't have."""
    assert all(term in question for term in name_terms(question, language, ALIASES))


def speaker(text: str, name: str) -> Speaker:
    of = Article("a.txt", text, "Title", None, None, None, "und", None)
    at = text.index(name)
    return Speaker(of, at, at + len(name), Speech.REPORTED)
