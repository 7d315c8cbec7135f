"""What each command does: translate options, ask the desk, print."""

# ruff: noqa: T201  # the one place that prints

import argparse
import json
import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from onrecord.index.citations import Fate
from onrecord.index.store.address import store_at
from onrecord.index.store.place import address_of
from onrecord.rag.question.query import Filters
from onrecord.ui.desk import Desk, open_desk
from onrecord.ui.engine import Request, asked, checked_question
from onrecord.ui.settings import Settings
from onrecord.ui.startup import uncollected
from onrecord.ui.terminal.text import (
    answer_text,
    evaluation_text,
    hits_text,
    report_text,
    verdicts_text,
)
from onrecord.ui.tokens import hashed, new_token
from onrecord.ui.watch import meanwhile
from onrecord.ui.words.strings import strings_for

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["COMMANDS"]

DONE, FAILED, SILENT = 0, 1, 3


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or a batch of them."""
    if options.batch is not None:
        return _ask_batch(options, settings)
    request = Request(
        checked_question(options.question),
        _filters(options),
        tuple(checked_question(each) for each in options.after or ()),
        options.parsed_filters,
    )
    answer = asked(open_desk(settings).engine(), request)
    if options.json:
        from onrecord.ui.rest.reply_bodies import AnswerBody  # noqa: PLC0415  # models take an eighth of a second

        print(AnswerBody.of(answer).model_dump_json())
    else:
        print(answer_text(answer, strings_for(settings.language)))
    return DONE if answer.is_answered else SILENT


def retrieve(options: argparse.Namespace, settings: Settings) -> int:
    """Find passages."""
    question = checked_question(options.question)
    engine = open_desk(settings).engine()
    hits = engine.retrieve(question, options.k, _filters(options))
    if options.json:
        from onrecord.ui.rest.reply_bodies import HitBody, HitsBody  # noqa: PLC0415  # as above

        bodies = [HitBody.of(hit) for hit in hits]
        body = HitsBody(question=question, generation=engine.generation, hits=bodies)
        print(body.model_dump_json())
    else:
        print(hits_text(hits, strings_for(settings.language)))
    return DONE


def build(options: argparse.Namespace, settings: Settings) -> int:
    """Index the corpus."""
    _show_progress()
    return _report(open_desk(settings).build(force=options.force), options)


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Add articles."""
    _show_progress()
    desk = open_desk(settings)
    stdin = sys.stdin.buffer if "-" in options.sources else None
    report = desk.add(
        options.sources, stdin=stdin, name=options.name, replace_texts=options.replace
    )
    return _report(report, options)


def remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove articles."""
    return _report(open_desk(settings).remove(options.ids), options)


def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Measure the answers."""
    _show_progress()
    found = open_desk(settings).evaluate(options.source)
    print(_json(found) if options.json else evaluation_text(found))
    return DONE


def verify(options: argparse.Namespace, settings: Settings) -> int:
    """Check the index, or citations."""
    desk = open_desk(settings)
    if options.citation is None:
        return _report(desk.verify(), options)
    verdicts = desk.judge(options.citation)
    print(_json(verdicts) if options.json else verdicts_text(verdicts))
    n_broken = sum(each.fate is not Fate.INTACT for each in verdicts)
    if n_broken:
        print(f"Error: {n_broken} of {len(verdicts)} citations are not intact", file=sys.stderr)
    return FAILED if n_broken else DONE


def aliases(options: argparse.Namespace, settings: Settings) -> int:
    """Suggest lines for the alias file, as TOML."""
    pairs = open_desk(settings).suggest_aliases()
    if options.json:
        print(json.dumps(pairs, ensure_ascii=False))
    else:
        for pair in pairs:
            print(f"{json.dumps(pair, ensure_ascii=False)},")
    return DONE


def snapshot(options: argparse.Namespace, settings: Settings) -> int:
    """Keep a copy of the index."""
    return _report(open_desk(settings).snapshot(options.name), options)


def rollback(options: argparse.Namespace, settings: Settings) -> int:
    """Go back to a snapshot."""
    return _report(open_desk(settings).roll_back(options.wanted), options)


def diff(options: argparse.Namespace, settings: Settings) -> int:
    """Compare two states of the index."""
    changes = open_desk(settings).diff(options.before, options.after, options.questions)
    return _report(changes, options)


def copy(options: argparse.Namespace, settings: Settings) -> int:
    """Copy an index to another place."""
    from onrecord.index.building.copying import copy as copied  # noqa: PLC0415  # seconds of imports

    _show_progress()
    source = address_of(options.source, settings.cache) if options.source else settings.index
    return _report(copied(source, address_of(options.target, settings.cache)), options)


def shards(options: argparse.Namespace, settings: Settings) -> int:
    """Have the rows of an index that is yet to be built lie in several servers."""
    store = store_at(settings.index)
    store.shard(options.addresses)
    print(f"{store.name}: {len(options.addresses)} shards, which the next build fills")
    return DONE


def worker(_: argparse.Namespace, settings: Settings) -> int:
    """Encode for whoever builds, until interrupted."""
    _show_progress()
    open_desk(settings).work(threading.Event())
    return DONE


def token(_: argparse.Namespace, __: Settings) -> int:
    """Make a token; only its hash is for the server to keep."""
    made = new_token()
    print(f"{made}\nONRECORD_ADMIN_TOKEN={hashed(made)}")
    return DONE


def status(options: argparse.Namespace, settings: Settings) -> int:
    """Tell the state of the index."""
    return _report(open_desk(settings).status(), options)


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Open the chat and the API until interrupted."""
    _show_progress()
    with uncollected():
        desk = open_desk(settings)
        threading.Thread(target=_open, args=(desk,), daemon=True).start()
        from onrecord.ui.chat.gradio_import import without_unused  # noqa: PLC0415

        with without_unused():
            from onrecord.ui.serve import serve as run  # noqa: PLC0415  # Gradio takes a second to import

    with meanwhile(desk.follow) if options.watch else nullcontext():
        run(desk, settings)
    return DONE


def _open(desk: Desk) -> None:
    """Open the index while the server is imported; whoever needs it then says what is wrong."""
    with suppress(Exception):
        desk.engine()


def mcp(_: argparse.Namespace, settings: Settings) -> int:
    """Offer the tools to the program that started this one, until it closes standard input."""
    from onrecord.ui.mcp.toolbox import Toolbox  # noqa: PLC0415
    from onrecord.ui.mcp.tools import serve_stdio, tool_server  # noqa: PLC0415
    from onrecord.ui.rest.metrics import Metrics  # noqa: PLC0415  # seconds of imports

    desk = open_desk(settings)
    serve_stdio(tool_server(Toolbox(desk, Metrics(desk.engine, settings.folder))))
    return DONE


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    command.__name__: command
    for command in (
        ask, retrieve, build, add, remove, evaluate, verify, aliases, token, status, snapshot,
        rollback, diff, copy, shards, worker, serve, mcp,
    )
}  # fmt: skip


def _ask_batch(options: argparse.Namespace, settings: Settings) -> int:
    from onrecord.ui.terminal.batch import answer_batch  # noqa: PLC0415  # one question does without

    n_bad = 0
    every = Request("", _filters(options), parsed_filters=options.parsed_filters)
    for line in answer_batch(options.batch, open_desk(settings).engine(), every):
        n_bad += "error" in line
        print(json.dumps(line, ensure_ascii=False), flush=True)
    if n_bad:
        print(f'Error: {n_bad} lines have no answer: see their "error" field', file=sys.stderr)
    return FAILED if n_bad else DONE


def _filters(options: argparse.Namespace) -> Filters:
    return Filters(
        outlets=tuple(options.outlet or ()),
        languages=tuple(options.language or ()),
        since=options.since,
        until=options.until,
        authors=tuple(options.author or ()),
    )


def _report(report: "DataclassInstance", options: argparse.Namespace) -> int:
    print(_json(report) if options.json else report_text(report))
    return DONE


def _json(found: "DataclassInstance | Sequence[DataclassInstance]") -> str:
    from pydantic_core import to_jsonable_python  # noqa: PLC0415  # asking does without

    return json.dumps(to_jsonable_python(found), ensure_ascii=False)


def _show_progress() -> None:
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.WARNING)
    logging.getLogger("onrecord").setLevel(logging.INFO)
