"""What is ready to be stored fits together."""

from collections.abc import Iterator

from newsroom import FERRY, retold

from onrecord.corpus import Passage, Sentence, sentences
from onrecord.index.store.drafts import Draft


def test_a_draft_of_many_passages_looks_at_each_sentence_a_few_times() -> None:
    """Not at all of them for each passage: a book would take hours."""
    looked = 0

    class Sentences(tuple[Sentence, ...]):
        __slots__ = ()

        def __getitem__(self, place):  # type: ignore[no-untyped-def,override]  # noqa: ANN001, ANN204
            nonlocal looked
            looked += 1
            return super().__getitem__(place)

        def __iter__(self) -> Iterator[Sentence]:
            nonlocal looked
            looked += len(self)
            return super().__iter__()

    article = retold(FERRY, "\n".join(f"Berth {n} is free." for n in range(400)))
    found = sentences(article)
    passages = [Passage(article, each.start, each.end, (each,), "en") for each in found]
    draft = Draft(article, None, Sentences(found), tuple(passages))
    assert len(draft.passages) == 400
    assert looked < 400 * 2 * 12  # halved nine times for each end
