"""What the network is asked to do: score the sentences with the answer above all others."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn.functional import normalize

from onrecord.index.learning.batches import Batch
from onrecord.index.learning.labels import Labels
from onrecord.index.learning.network import Matcher, run_padded
from onrecord.index.learning.reading import Reader

__all__ = ["Outcome", "best_matches", "choice_loss", "outcome"]

# How much each choice counts. Late interaction decides on the quote; whole vectors only fetch
# the passages, and learn fast.
_SENTENCE_OR_SILENCE: Final = 0.5
_SENTENCE: Final = 0.5
_PARAGRAPH_VECTOR: Final = 0.3
_SENTENCE_VECTOR: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a batch came to: the loss, and the share of questions whose best sentence is right."""

    loss: Tensor
    accuracy: float


def outcome(matcher: Matcher, reader: Reader, batch: Batch) -> Outcome:
    """Run a batch of at least one paragraph and one question through the network."""
    paragraphs, questions = reader.read(batch.paragraphs), reader.read(batch.questions)
    labels = Labels.of(batch, paragraphs)
    passages = run_padded(matcher, [reading.hidden.float() for reading in paragraphs])
    asked = run_padded(matcher, [reading.hidden.float() for reading in questions])
    tokens = torch.cat([hidden[rows] for hidden, rows in zip(passages, labels.rows, strict=True)])
    words = [hidden[list(reading.kept)] for hidden, reading in zip(asked, questions, strict=True)]
    scores = _scores(matcher, words, tokens, labels)
    vectors = _vectors(asked) * matcher.vector_scale.exp()
    loss = (
        _SENTENCE_OR_SILENCE * _loss_with_silence(matcher, scores, labels.gold_sentences)
        + _SENTENCE * choice_loss(scores * matcher.token_scale.exp(), labels.gold_sentences)
        + _PARAGRAPH_VECTOR * choice_loss(vectors @ _vectors(passages).T, labels.gold_paragraphs)
        + _SENTENCE_VECTOR
        * choice_loss(vectors @ _sentence_vectors(tokens, labels).T, labels.gold_sentences)
    )
    return Outcome(loss, _accuracy(scores, labels.gold_sentences))


def best_matches(words: Tensor, tokens: Tensor, sentence: Tensor, n_sentences: int) -> Tensor:
    """Find how well each word is matched in each sentence (late interaction, arXiv:2004.12832).

    (n, width) and (m, width) unit rows, (m,) numbers of the tokens' sentences -> (n, n_sentences)
    cosines with the best token of each sentence, -1 for a sentence without tokens.
    """
    lowest = torch.full((len(words), n_sentences), -1.0)
    return lowest.scatter_reduce(1, sentence.expand(len(words), -1), words @ tokens.T, "amax")


def choice_loss(logits: Tensor, gold: Tensor) -> Tensor:
    """Return the mean of -log of the probability that a softmax gives to the gold together.

    Rows without gold do not count.

    >>> choice_loss(torch.zeros(2, 4), torch.tensor([[1, 1, 0, 0], [0, 0, 0, 0]]).bool()).exp()
    tensor(2.)
    """
    rows = gold.any(dim=1)
    chances = torch.log_softmax(logits[rows], dim=1).masked_fill(~gold[rows], -torch.inf)
    return -chances.logsumexp(dim=1).sum() / max(1, len(chances))


def _scores(matcher: Matcher, words: list[Tensor], tokens: Tensor, labels: Labels) -> Tensor:
    """Score each sentence for each question: (questions, sentences)."""
    n_sentences = labels.gold_sentences.shape[1]
    matches = best_matches(
        matcher.tokens(torch.cat(words)), matcher.tokens(tokens), labels.sentence, n_sentences
    )
    weights = torch.cat([matcher.weights(each) for each in words])
    question = torch.repeat_interleave(torch.tensor([len(each) for each in words]))
    scores = torch.zeros(len(words), n_sentences)
    return scores.index_add(0, question, matches * weights[:, None])


def _loss_with_silence(matcher: Matcher, scores: Tensor, gold: Tensor) -> Tensor:
    """Let a question without gold choose silence, and any other choose its gold over silence."""
    silence = matcher.silence.expand(len(scores), 1)
    choices = torch.cat([scores, silence], dim=1) * matcher.token_scale.exp()
    return choice_loss(choices, torch.cat([gold, ~gold.any(dim=1, keepdim=True)], dim=1))


def _vectors(texts: list[Tensor]) -> Tensor:
    """(n, dim) tokens of each text -> (texts, dim): means of all tokens, unit rows."""
    return normalize(torch.stack([hidden.mean(dim=0) for hidden in texts]), dim=-1)


def _sentence_vectors(tokens: Tensor, labels: Labels) -> Tensor:
    sums = torch.zeros(labels.gold_sentences.shape[1], tokens.shape[1])
    return normalize(sums.index_add(0, labels.sentence, tokens), dim=-1)


def _accuracy(scores: Tensor, gold: Tensor) -> float:
    rows = gold.any(dim=1)
    right = gold[rows].gather(1, scores[rows].argmax(dim=1, keepdim=True))
    return float(right.float().mean()) if len(right) else 0.0
