"""Answers in this process, without a server: what is asked and answered is typed as there."""

from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.index.store.place import address_of
from onrecord.ui.desk import Desk, open_desk
from onrecord.ui.engine import asked, checked_question
from onrecord.ui.rest.replies import answer_body, hits_body
from onrecord.ui.rest.reply_bodies import AnswerBody, HitsBody
from onrecord.ui.rest.request_bodies import AskRequest, RetrieveRequest
from onrecord.ui.settings import Settings

__all__ = ["OpenIndex", "open_index"]


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index open for questions, as a `Client` asks them; each sees the newest generation.

    Safe to use from several threads.
    """

    desk: Desk

    def ask(self, question: str | AskRequest) -> AnswerBody:
        """Answer a question with verbatim quotes, or say why the corpus doesn't.

        Raises
        ------
        onrecord.rag.errors.QuestionError
            If the question is empty, or longer than is read.
        """
        if isinstance(question, str):
            question = AskRequest(question=checked_question(question))
        engine = self.desk.engine()
        return answer_body(engine, asked(engine, question.to_request()), question)

    def retrieve(self, question: str | RetrieveRequest) -> HitsBody:
        """Find the passages nearest to a question; raises what `ask` does."""
        if isinstance(question, str):
            question = RetrieveRequest(question=checked_question(question))
        return hits_body(self.desk.engine(), question)

    def text(self, article_id: str) -> str:
        """Give the text that `start` and `end` count in; raises `KeyError` if there is none."""
        return self.desk.engine().article(article_id).text


def open_index(
    index: Path | str = ".onrecord",
    *,
    corpus: Path | str | None = None,
    model: str | None = None,
    cache: Path | str | None = None,
) -> OpenIndex:
    """Open the newest generation of an index that `onrecord build` made, by its folder or URL.

    `corpus` is the folder of its articles, whose `aliases.toml` names things, `model` what it was
    built with, and `cache` where the bundled model is decoded to: the same as without arguments
    for the command line, but that no `ONRECORD_…` variable is read.

    Raises
    ------
    onrecord.index.errors.OnRecordIndexError
        If there is no such index, or one of another version or model.
    """
    default = Settings(model=model)
    kept = Path(cache or default.cache)
    place = address_of(str(index), kept)
    desk = open_desk(
        replace(default, index=place, corpus=Path(corpus or default.corpus), cache=kept)
    )
    desk.engine()
    return OpenIndex(desk)
