import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from fakes_engine import HARBOUR, HOSTILE, FakeDesk, fake_engine

from onrecord.ui import cli
from onrecord.ui.terminal import commands

ANSWERED = "When will the night ferry sail again?"
SILENT = "Who won the football championship?"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    desk = FakeDesk(fake_engine())
    monkeypatch.setattr(commands, "open_desk", lambda _: desk)
    monkeypatch.setenv("LC_ALL", "C")
    return desk


@pytest.mark.usefixtures("desk")
class TestAsk:
    """One question."""

    def test_json_is_one_object_with_the_words_of_the_article(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """`text` is `article.text[start:end]`; standard error stays empty."""
        assert cli.main(["ask", ANSWERED, "--json"]) == 0
        out, err = capsys.readouterr()
        answer = json.loads(out)
        quote = answer["quotes"][0]
        assert quote["text"] == HARBOUR.text[quote["start"] : quote["end"]]
        assert quote["article"]["sha256"] == HARBOUR.sha256
        assert (answer["answered"], answer["reason"], answer["filters"]) == (True, None, {})
        assert err == ""

    def test_abstention_exits_with_three(self, capsys: pytest.CaptureFixture[str]) -> None:
        """3 tells a script that the corpus doesn't say."""
        assert cli.main(["ask", SILENT, "--json"]) == 3
        assert json.loads(capsys.readouterr().out)["reason"] == "nothing_on_this_subject"

    def test_human_output_gives_words_source_and_place(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The citation line holds title, outlet, date, and id with offsets."""
        assert cli.main(["ask", "Who waited for the ferry longer than for any train?"]) == 0
        out = capsys.readouterr().out
        assert "“We have waited for this ferry longer than for any train,” said Ingrid Maas" in out
        assert "— Ingrid Maas (in their own words)" in out
        assert "The Ellery Courier · March 14, 2025 · English · 2025/harbour-ferry.en.md:" in out

    def test_silence_is_said_in_the_language_of_the_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`LC_ALL` chooses the fixed sentences."""
        monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
        assert cli.main(["ask", SILENT]) == 3
        assert "Dazu sagt der Bestand nichts." in capsys.readouterr().out

    def test_filters_are_handed_on_and_shown(
        self, desk: FakeDesk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Each filter of the command line stands in the answer."""
        code = cli.main(
            [
                "ask",
                SILENT,
                "--outlet",
                "A",
                "--outlet",
                "B",
                "--author",
                "C",
                "--since",
                "2025-01-31",
                "--json",
            ]
        )
        assert code == 3
        expected = {"outlets": ["A", "B"], "authors": ["C"], "since": "2025-01-31"}
        assert json.loads(capsys.readouterr().out)["filters"] == expected
        assert desk.opened is not None
        assert desk.opened.asked[0][1].outlets == ("A", "B")
        assert desk.opened.asked[0][1].authors == ("C",)

    def test_a_question_is_understood_after_those_before_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """`--after` may be repeated; the completed question and how it was read are printed."""
        after = ["--after", "What did Greta Hollenstein say about the ferry?"]
        assert cli.main(["ask", "And Ingrid Maas?", *after, "--json"]) == 0
        resolved = json.loads(capsys.readouterr().out)["resolved_question"]
        assert resolved == "What did Ingrid Maas say about the ferry?"
        assert cli.main(["ask", "And Vela?", "--after", "What did Orin say about tolls?"]) == 3
        out = capsys.readouterr().out
        assert "It isn’t clear what the question refers to. Which do you mean?" in out
        assert "    What did Vela say about tolls?\n    What did Orin say about Vela?" in out

    def test_filters_read_from_the_question_are_told_and_can_be_declined(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Never silently: the days, where they come from, and what they leave out."""
        question = "What was reported in March 2025 about the night ferry?"
        cli.main(["ask", question])
        out = capsys.readouterr().out
        assert "Searched only in: March 2025 (taken from the question)" in out
        assert "1 undated article is left out" in out
        cli.main(["ask", question, "--no-parsed-filters"])
        assert "March 2025" not in capsys.readouterr().out.partition("\n\n")[0]

    @pytest.mark.parametrize("question", ["", "  \n", "x" * 20_001])
    def test_no_question_and_too_long_a_question_are_refused(
        self, question: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One line on standard error, nothing on standard output."""
        assert cli.main(["ask", question]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("Error: the question")
        assert err.count("\n") == 1

    def test_escape_sequences_in_an_article_do_not_reach_the_terminal(
        self, capsys: pytest.CaptureFixture[str], desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An article may hold what clears a screen or renames a window."""
        del monkeypatch
        evil = type(HARBOUR)(**{
            **{name: getattr(HARBOUR, name) for name in HARBOUR.__slots__},
            "text": "The night ferry will sail \x1b[2J again \x9b31m.",
        })  # fmt: skip
        desk.opened = type(fake_engine())((evil,))
        assert cli.main(["ask", ANSWERED]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\x9b" not in out


@pytest.mark.usefixtures("desk")
class TestBatch:
    """Many questions."""

    def test_answers_come_in_order_and_a_bad_line_spoils_only_itself(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Five lines in, four out: the empty one is no question."""
        lines = [
            json.dumps({"id": "a", "question": ANSWERED}),
            "{not json",
            "",
            json.dumps({"id": "b", "question": SILENT}),
            json.dumps({"id": "c", "question": ""}),
        ]
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(lines), "utf-8")
        assert cli.main(["ask", "--batch", str(path), "--json"]) == 1
        out, err = capsys.readouterr()
        answers = [json.loads(line) for line in out.splitlines()]
        assert [answer["id"] for answer in answers] == ["a", None, "b", "c"]
        assert [answer.get("answered") for answer in answers] == [True, None, False, None]
        assert answers[1]["line"] == 2
        assert answers[3]["error"] == "the question is empty: type one"
        assert err == 'Error: 2 lines have no answer: see their "error" field\n'

    def test_a_line_may_carry_a_history(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A list of questions, oldest first; anything else spoils the line."""
        before = ["What did Greta Hollenstein say about the ferry?"]
        lines = [
            {"id": 1, "question": "And Ingrid Maas?", "history": before},
            {"id": 2, "question": "And Ingrid Maas?", "history": "before"},
            {"id": 3, "question": "And Ingrid Maas?", "history": before * 21},
        ]
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
        assert cli.main(["ask", "--batch", str(path), "--json"]) == 1
        first, *others = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert first["resolved_question"] == "What did Ingrid Maas say about the ferry?"
        assert [other["error"] for other in others] == [
            'the "history" is not a list of questions: write earlier ones, or none',
            'the "history" has more than 20 questions: leave old ones out',
        ]

    def test_standard_input_is_read_for_a_dash(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A byte-order mark is no part of the first line."""
        line = "\ufeff" + json.dumps({"id": 7, "question": ANSWERED}) + "\r\n"
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        assert cli.main(["ask", "--batch", "-", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["id"] == 7

    def test_a_line_too_long_is_refused_and_the_next_is_answered(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """No more of a line is held than its limit."""
        path = tmp_path / "long.jsonl"
        last = json.dumps({"id": "z", "question": ANSWERED})
        path.write_text("x" * 300_000 + "\n" + last, "utf-8")
        assert cli.main(["ask", "--batch", str(path), "--json"]) == 1
        first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert "65536 bytes" in first["error"]
        assert second["id"] == "z"


@pytest.mark.usefixtures("desk")
class TestCommands:
    """Everything else."""

    def test_retrieve_gives_passages_with_their_arm(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The best passage is the article with the words."""
        assert cli.main(["retrieve", ANSWERED, "-k", "2", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["hits"][0]["article"]["id"] == HARBOUR.id
        assert found["hits"][0]["text"] == HARBOUR.text
        assert [hit["arm"] for hit in found["hits"]] == ["lexical", "lexical"]

    def test_standard_input_is_handed_on_only_for_a_dash(
        self, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With the name that it is to have."""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"words")))
        assert cli.main(["add", "x.md"]) == 0
        assert cli.main(["add", "-", "--name", "notes.txt"]) == 0
        assert desk.calls == [("add", ["x.md"]), ("add", ["-"]), ("notes.txt", ["words"])]

    def test_reports_are_json_or_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The same report, for a program and for a person."""
        assert cli.main(["add", "x.md", "y.md", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"generation": 13, "added": ["x.md", "y.md"]}
        assert cli.main(["add", "x.md"]) == 0
        assert capsys.readouterr().out == "generation: 13\nadded: 1\n  x.md\n"

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (["remove", "x"], "Error: no article 'x': see onrecord status\n"),
            (
                ["verify"],
                "Error: unexpected ZeroDivisionError: c.json; set ONRECORD_DEBUG=1 to see where\n",
            ),
            (["evaluate", "gone"], "Error: [Errno 2] No such file or directory: 'gone'\n"),
        ],
    )
    def test_a_failure_is_one_line_without_traceback(
        self, argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Exit 1, and nothing on standard output."""
        assert cli.main(argv) == 1
        assert capsys.readouterr() == ("", message)

    def test_an_interrupt_is_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        """130 is what shells give for it."""
        assert cli.main(["status"]) == 130
        assert capsys.readouterr() == ("", "")

    @pytest.mark.parametrize(
        "argv",
        [
            [],
            ["ask"],
            ["ask", "q", "--batch", "-"],
            ["ask", "q", "--since", "yesterday"],
            ["retrieve", "q", "-k", "0"],
            ["serve", "--port", "99999"],
        ],
    )
    def test_wrong_usage_exits_with_two(self, argv: list[str]) -> None:
        """As argparse has it."""
        with pytest.raises(SystemExit) as stop:
            cli.main(argv)
        assert stop.value.code == 2


def test_no_index_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first thing that goes wrong for a newcomer."""
    monkeypatch.setattr(commands, "open_desk", lambda _: FakeDesk(None))
    assert cli.main(["ask", ANSWERED]) == 1
    assert capsys.readouterr().err == (
        "Error: there is no index in .onrecord: run onrecord build\n"
    )


@pytest.mark.usefixtures("desk")
def test_progress_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """What any room logs of a build's progress reaches standard error."""
    for name in ("onrecord", "onrecord.rag", "onrecord.index"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
    assert cli.main(["build"]) == 0
    assert logging.getLogger("onrecord.rag.desk").getEffectiveLevel() == logging.INFO
    assert logging.getLogger("onrecord.index.building.build").getEffectiveLevel() == logging.INFO


def test_help_imports_nothing_heavy() -> None:
    """`--help` answers at once: no numpy, pydantic, FastAPI or Gradio for it."""
    code = (
        "import sys\nfrom onrecord.ui.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pydantic', 'fastapi', 'gradio', 'torch', 'babel'}\n"
        "heavy |= {'onrecord.rag', 'onrecord.index.index', 'sqlite3', 'psycopg'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_asking_imports_nothing_that_only_serving_needs() -> None:
    """An answer in a terminal takes no models of requests, no templates and no web server."""
    code = (
        "import sys, onrecord.rag.desk, onrecord.ui.terminal.commands\n"
        "heavy = {'pydantic', 'fastapi', 'gradio', 'pandas', 'mcp', 'jinja2', 'uvicorn', 'torch'}\n"
        "heavy |= {'tiktoken', 'watchfiles', 'lxml', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    """A broken pipe ends quietly."""
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps({"question": ANSWERED}) + "\n") * 500, "utf-8")
    code = (
        "import sys\nfrom fakes_engine import FakeDesk, fake_engine\n"
        "from onrecord.ui import cli\nfrom onrecord.ui.terminal import commands\n"
        "commands.open_desk = lambda _: FakeDesk(fake_engine())\n"
        f"sys.exit(cli.main(['ask', '--batch', {str(path)!r}]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_hostile_metadata_is_plain_text_in_the_terminal(
    desk: FakeDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of the article is left out, nothing is acted on."""
    del desk
    assert cli.main(["ask", "What does the hostile parrot say about scripts?", "--json"]) == 0
    quotes = json.loads(capsys.readouterr().out)["quotes"]
    assert quotes[0]["article"]["title"] == HOSTILE.title
