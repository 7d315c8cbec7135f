"""The command line: `onrecord`. What a command needs is imported when it runs."""

# ruff: noqa: T201  # the one place that prints

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from onrecord.index.store.place import address_of
from onrecord.ui.settings import MAX_PORT, Settings, is_url

__all__ = ["main"]

DONE, FAILED, INTERRUPTED = 0, 1, 130
OWN_PACKAGE = __package__.partition(".")[0]
MAX_HITS = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 failed, 2 usage, 3 the corpus doesn't say."""
    _speak_utf8()
    options = _parser().parse_args(argv)
    debug = False
    try:
        settings = _settings(options)
        debug = settings.debug
        code = _command(options.command)(options, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        print(f"Error: {_said(error)}", file=sys.stderr)
        return FAILED
    return code


def _said(error: Exception) -> str:
    """Put an error into one line; what wasn't foreseen is named as such."""
    line = " ".join(str(error).split())
    foreseen = type(error).__module__.partition(".")[0] == OWN_PACKAGE
    if foreseen or isinstance(error, OSError):
        return line
    return (
        f"unexpected {type(error).__name__}: {line or 'no message'}; "
        "set ONRECORD_DEBUG=1 to see where"
    )


def _command(name: str) -> Callable[[argparse.Namespace, Settings], int]:
    from onrecord.ui.terminal import commands  # noqa: PLC0415  # spares --help the imports

    return commands.COMMANDS[name]


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings.from_environment()
    names = ("corpus", "index", "host", "port", "follow")
    given = {name: getattr(options, name, None) for name in names}
    if given["index"] is not None:
        given["index"] = address_of(given["index"], settings.cache)
    if given["follow"] is not None:
        given["follow"] = tuple(given["follow"])
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Ask your articles. The answer is their own words.",
        epilog="Exit status: 0 done, 1 failed, 2 wrong usage, 3 the corpus doesn't say.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", metavar="DIR|URL", help="folder or database of the index")
    index.add_argument("--json", action="store_true", help="print JSON")
    corpus = argparse.ArgumentParser(add_help=False)
    corpus.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the articles")
    _add_asking(commands, index)
    _add_keeping(commands, index, corpus)
    serve = commands.add_parser("serve", parents=[index, corpus], help="open the chat and the API")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=_port, help="port to listen on")
    serve.add_argument("--watch", action="store_true", help="follow the folder of the articles")
    serve.add_argument(
        "--follow", nargs="+", type=_url, metavar="URL",
        help="feeds, sitemaps and pages to look at again and again",
    )  # fmt: skip
    commands.add_parser(
        "mcp", parents=[index, corpus], help="offer the tools to an assistant, on stdin and stdout"
    )
    return parser


def _add_asking(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", index: argparse.ArgumentParser
) -> None:
    filters = argparse.ArgumentParser(add_help=False)
    filters.add_argument("--outlet", action="append", metavar="NAME", help="only this outlet")
    filters.add_argument("--author", action="append", metavar="NAME", help="only this author")
    filters.add_argument("--language", action="append", metavar="CODE", help="only this language")
    filters.add_argument("--since", type=_day, metavar="DAY", help="published on it or later")
    filters.add_argument("--until", type=_day, metavar="DAY", help="published on it or earlier")
    ask = commands.add_parser("ask", parents=[index, filters], help="answer with verbatim quotes")
    asked = ask.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION", help="what you want to know")
    asked.add_argument("--batch", metavar="FILE", help="JSON lines of questions; - reads stdin")
    ask.add_argument(
        "--after", action="append", metavar="QUESTION",
        help="a question asked before, which this one may lean on; repeat for more, oldest first",
    )  # fmt: skip
    ask.add_argument(
        "--no-parsed-filters", dest="parsed_filters", action="store_false",
        help="read no dates, outlets or authors from the question as filters",
    )  # fmt: skip
    retrieve = commands.add_parser("retrieve", parents=[index, filters], help="find passages")
    retrieve.add_argument("question", metavar="QUESTION", help="what to look for")
    retrieve.add_argument("-k", type=_hits, default=10, metavar="N", help="how many (default 10)")


def _add_keeping(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    index: argparse.ArgumentParser,
    corpus: argparse.ArgumentParser,
) -> None:
    build = commands.add_parser("build", parents=[index, corpus], help="index the corpus")
    build.add_argument("--force", action="store_true", help="also replace an index of other models")
    add = commands.add_parser("add", parents=[index, corpus], help="add articles")
    add.add_argument(
        "sources", nargs="+", metavar="PATH|URL|-",
        help="files, folders, pages, feeds, sitemaps; - reads stdin",
    )  # fmt: skip
    add.add_argument("--name", metavar="NAME", help="what to call the article from stdin")
    add.add_argument("--replace", action="store_true", help="also texts of the same names")
    remove = commands.add_parser("remove", parents=[index, corpus], help="remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID", help="their ids")
    evaluate = commands.add_parser("evaluate", parents=[index, corpus], help="measure the answers")
    evaluate.add_argument(
        "source", type=Path, metavar="DIR|FILE",
        help="a folder with articles/ and questions.jsonl, or questions over the corpus",
    )  # fmt: skip
    verify = commands.add_parser(
        "verify", parents=[index, corpus], help="check every stored span, vector and checksum"
    )
    verify.add_argument(
        "--citation", type=Path, metavar="FILE", help="check the quotes of an old answer instead"
    )
    commands.add_parser(
        "aliases", parents=[index, corpus], help="suggest names that are one, for aliases.toml"
    )
    commands.add_parser("token", help="make a token for the server, and the hash that it keeps")
    commands.add_parser("status", parents=[index, corpus], help="tell the state of the index")
    _add_generations(commands, index, corpus)


def _add_generations(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    index: argparse.ArgumentParser,
    corpus: argparse.ArgumentParser,
) -> None:
    worker = commands.add_parser("worker", help="encode for whoever builds a database's index")
    worker.add_argument(
        "--join", dest="index", metavar="URL", help="the index (default: as it is set)"
    )
    shards = commands.add_parser(
        "shards", help="have a database's index lie in several servers, before it is built"
    )
    shards.add_argument("--index", metavar="URL", help="the index (default: as it is set)")
    shards.add_argument("addresses", nargs="+", metavar="URL", help="where rows are going to lie")
    copy = commands.add_parser("copy", help="copy an index to another place")
    copy.add_argument("--json", action="store_true", help="print JSON")
    copy.add_argument(
        "--from", dest="source", metavar="DIR|URL", help="the index (default: as it is set)"
    )
    copy.add_argument("--to", dest="target", required=True, metavar="DIR|URL", help="where to")
    snapshot = commands.add_parser("snapshot", parents=[index], help="keep a copy of the index")
    snapshot.add_argument("name", nargs="?", metavar="NAME", help="what to call it")
    rollback = commands.add_parser(
        "rollback", parents=[index, corpus], help="go back to a snapshot"
    )
    rollback.add_argument(
        "wanted", nargs="?", metavar="NAME|GENERATION", help="which (default: the one before)"
    )
    diff = commands.add_parser("diff", parents=[index], help="compare two snapshots")
    diff.add_argument("before", metavar="A", help="name or generation of a snapshot")
    diff.add_argument("after", nargs="?", metavar="B", help="another (default: the index as it is)")
    diff.add_argument(
        "--questions", type=Path, metavar="FILE", help="JSON lines: whose answers are compared too"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2025-10-20") from error


def _url(text: str) -> str:
    if not is_url(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address like https://post.example/feed")
    return text


def _hits(text: str) -> int:
    return _number(text, 1, MAX_HITS)


def _port(text: str) -> int:
    return _number(text, 0, MAX_PORT)


def _number(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
