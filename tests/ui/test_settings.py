from dataclasses import fields
from pathlib import Path

import pytest

from onrecord.index.encoding.compute import Compute
from onrecord.ui.cli import main
from onrecord.ui.errors import SettingError
from onrecord.ui.settings import Administration, Settings
from onrecord.ui.tokens import hashed
from onrecord.ui.words.strings import LANGUAGES, strings_for

HASH = hashed("a token")


def test_nothing_set_gives_the_defaults() -> None:
    """The packaged corpus, an index beside the user, this machine only."""
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert settings.corpus.parts[-2:] == ("corpus", "articles")
    assert (settings.index, settings.host, settings.port) == (Path(".onrecord"), "127.0.0.1", 7860)


def test_each_variable_sets_its_field() -> None:
    """`ONRECORD_` and the field's name in capitals; an empty one counts as unset."""
    environ = {
        "ONRECORD_CORPUS": "/a",
        "ONRECORD_INDEX": "/b",
        "ONRECORD_MODEL": "/c",
        "ONRECORD_CACHE": "/d",
        "ONRECORD_COMPUTE": "bfloat16",
        "ONRECORD_QUESTIONS": "/e",
        "ONRECORD_HOST": "0.0.0.0",  # noqa: S104  # a value, not a listener
        "ONRECORD_PORT": "0",
        "ONRECORD_ADMIN": "closed",
        "ONRECORD_ADMIN_TOKEN": HASH,
        "ONRECORD_READ_TOKEN": HASH,
        "ONRECORD_METRICS_TOKEN": HASH,
        "ONRECORD_HOSTS": "News.example, b.example",
        "ONRECORD_ROOT": "/news/",
        "ONRECORD_PROXIES": "10.0.0.2 10.1.0.0/16",
        "ONRECORD_IDENTITY": "X-Forwarded-User",
        "ONRECORD_ADMINS": "ada",
        "ONRECORD_RATE": "60",
        "ONRECORD_CONNECTIONS": "8",
        "ONRECORD_ORIGINS": "https://a.example, https://b.example",
        "ONRECORD_FOLLOW": "https://a.example/feed?x=1,2 https://b.example",
        "ONRECORD_EVERY": "60",
        "ONRECORD_LOG": "json",
        "ONRECORD_LANGUAGE": "zh",
        "ONRECORD_PRIVATE": "1",
        "ONRECORD_DEBUG": "1",
    }
    settings = Settings.from_environment(environ)
    a, b, d, e = (Path(name) for name in ("/a", "/b", "/d", "/e"))
    assert settings == Settings(
        a, b, "/c", d, Compute.BFLOAT16, e,
        "0.0.0.0", 0, Administration.CLOSED, HASH, HASH, HASH,  # noqa: S104
        ("news.example", "b.example"), "/news", ("10.0.0.2/32", "10.1.0.0/16"),
        "X-Forwarded-User", ("ada",), 60, 8, ("https://a.example", "https://b.example"),
        ("https://a.example/feed?x=1,2", "https://b.example"), 60,
        "json", "zh", private=True, debug=True,
    )  # fmt: skip
    assert len(environ) == len(fields(Settings))
    assert Settings.from_environment(dict.fromkeys(environ, "")) == Settings()


def test_what_is_followed_is_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    """In the setting and in the option."""
    with pytest.raises(SettingError, match=r"ONRECORD_FOLLOW has 'post\.example/feed'"):
        Settings.from_environment({"ONRECORD_FOLLOW": "post.example/feed"})
    with pytest.raises(SettingError, match="a number from 5 to 10080"):
        Settings.from_environment({"ONRECORD_EVERY": "1"})
    with pytest.raises(SystemExit):
        main(["serve", "--follow", "https://post.example/feed", "post.example"])
    assert "'post.example' is no address" in capsys.readouterr().err


def test_starting_questions_belong_to_the_packaged_corpus() -> None:
    """Another corpus can't answer them; one that is named is used."""
    packaged = Settings().starting_questions
    assert packaged is not None
    for language in LANGUAGES:
        lines = (packaged / f"{language}.txt").read_text("utf-8").splitlines()
        assert [line for line in lines if line.strip()] == lines
        assert len(lines) == 4
    assert Settings(corpus=Path("/elsewhere")).starting_questions is None
    assert Settings(questions=Path("/named")).starting_questions == Path("/named")


@pytest.mark.parametrize("port", ["x", "-1", "65536", "７８６０"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """With what was given and what was expected."""
    with pytest.raises(
        SettingError, match=r"ONRECORD_PORT is .* expected a number from 0 to 65535"
    ):
        Settings.from_environment({"ONRECORD_PORT": port})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, de-AT;q=0.9", "de"),
        ("fr", "en"),
        ("de;q=0, zh;q=0.1", "zh"),
        ("*;q=x,;;;,de", "de"),
    ],
)
def test_the_interface_speaks_the_readers_language(header: str | None, language: str) -> None:
    """The best-rated of English, Chinese and German; English for everyone else."""
    assert strings_for(header).language == language


def test_every_language_says_everything() -> None:
    """Nothing is empty, and numbers have their place in every language."""
    for name in (field.name for field in fields(LANGUAGES["en"])):
        said = [getattr(strings, name) for strings in LANGUAGES.values()]
        assert all(said), name
        assert len({("{n}" in one) for one in said}) == 1, name


@pytest.mark.parametrize(
    "environ",
    [
        {"ONRECORD_ADMIN_TOKEN": "a token itself"},
        {"ONRECORD_READ_TOKEN": "sha256:12"},
        {"ONRECORD_RATE": "0"},
        {"ONRECORD_CONNECTIONS": "many"},
        {"ONRECORD_LOG": "xml"},
        {"ONRECORD_ADMIN": "yes"},
        {"ONRECORD_ADMIN": "open", "ONRECORD_READ_TOKEN": HASH},
        {"ONRECORD_IDENTITY": "X-Forwarded-User"},
        {"ONRECORD_HOSTS": "https://news.example"},
        {"ONRECORD_ROOT": "news"},
        {"ONRECORD_PROXIES": "localhost"},
    ],
)
def test_what_is_no_setting_is_refused_by_name(environ: dict[str, str]) -> None:
    """The token itself is refused, and not repeated."""
    name, *_ = environ
    with pytest.raises(SettingError, match=name) as refused:
        Settings.from_environment(environ)
    assert "a token itself" not in str(refused.value)


def test_a_token_is_made_with_the_line_that_sets_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The server takes the hash, and the hash is the token's."""
    assert main(["token"]) == 0
    token, line = capsys.readouterr().out.splitlines()
    name, _, value = line.partition("=")
    assert Settings.from_environment({name: value}).admin_token == hashed(token)
