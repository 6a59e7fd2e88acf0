"""Texts as rows of a sparse matrix: features known by their hashes, so that no vocabulary is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils import murmurhash3_32

from bot.nlu.processes import in_processes, shares_of

if TYPE_CHECKING:
    from typing_extensions import Self

HASHES = 2**24  # with fewer, features share them: 2**18 cost five points of accuracy (docs/understanding.md)
WORDS_REMEMBERED = 1000

Halves = NDArray[np.float16]
Places = NDArray[np.int32]
Text = TypeVar("Text")


class Row(NamedTuple):
    """One row of a matrix: its columns that are not zero, ascending, and what they hold."""

    indices: Places
    data: NDArray[np.float32]


class NgramCounter:
    """Counts n-grams of these lengths: of `char_wb` (characters inside words) or `word` (parted by spaces).

    The counts are damped: a feature seen ten times does not count ten times as much.
    """

    def __init__(self, analyzer: str, lengths: tuple[int, int]) -> None:
        # once, where HashingVectorizer would put the analysis together anew for each text
        self._analysed = CountVectorizer(
            analyzer=analyzer,
            ngram_range=lengths,
            token_pattern=r"\S+" if analyzer == "word" else None,
            lowercase=False,
        ).build_analyzer()
        self._hasher = FeatureHasher(HASHES, input_type="string", alternate_sign=False, dtype=np.float32)
        self._word_by_word = analyzer == "char_wb"  # what a word has does not depend on the others
        self._of_known_word = lru_cache(WORDS_REMEMBERED)(self._columns)  # passages have the words of the whole again

    def count(self, texts: Sequence[str]) -> csr_matrix:
        """A row a text, a column for each hash."""
        counts = self._counts_by_word(texts) if self._word_by_word else self._counts(texts)
        counts.data = _damped(counts.data)
        return counts

    def count_one(self, text: str) -> Row:
        """The row that `count` gives a text. It makes no matrix, because making one takes longer than filling it."""
        found = map(self._of_known_word, text.split()) if self._word_by_word else [self._columns(text)]
        counts = Counter(chain.from_iterable(found))
        columns = sorted(counts)
        seen = np.array([counts[column] for column in columns], np.float32)
        return Row(np.array(columns, np.int32), _damped(seen))

    def _counts(self, texts: Iterable[str]) -> csr_matrix:
        return self._hasher.transform(self._analysed(text) for text in texts)

    def _counts_by_word(self, texts: Sequence[str]) -> csr_matrix:
        """The same, but each different word is looked at once, however many texts have it: a fifth of the time."""
        number: dict[str, int] = {}  # of each different word
        words = [[number.setdefault(word, len(number)) for word in text.split()] for text in texts]
        if not number:
            return csr_matrix((len(texts), HASHES), dtype=np.float32)
        starts = np.cumsum([0, *map(len, words)])
        had = csr_matrix(
            (np.ones(starts[-1], np.float32), np.fromiter(chain.from_iterable(words), np.int32), starts),
            shape=(len(texts), len(number)),
        )
        counts = had @ self._counts(number)
        counts.sort_indices()
        return counts

    def _columns(self, text: str) -> tuple[int, ...]:
        return tuple(abs(murmurhash3_32(ngram)) % HASHES for ngram in self._analysed(text))  # as FeatureHasher


def _damped(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    return 1.0 + np.log(counts)


@dataclass(frozen=True)
class Kind:
    """One way of looking at a text: see NgramCounter. `share`: how long its part of each row is."""

    analyzer: str
    lengths: tuple[int, int]
    share: float


@dataclass(frozen=True)
class _Known:
    """The hashes that training texts have, ascending, and how telling each is; `new`: how telling any other is."""

    hashes: Places
    telling: Halves
    new: float

    @classmethod
    def of(cls, counts: csr_matrix) -> _Known:
        """Inverse document frequencies, smoothed: a feature that all texts have tells nothing."""
        texts_with_it = np.bincount(counts.indices, minlength=HASHES)
        hashes = np.flatnonzero(texts_with_it)
        telling = np.log((1 + counts.shape[0]) / (1 + texts_with_it[hashes])) + 1.0
        return cls(hashes.astype(np.int32), telling.astype(np.float16), float(np.log(1 + counts.shape[0]) + 1.0))

    def row(self, counted: Row, share: float) -> Row:
        """A text's part of this kind. Its length is the share, counted with the new features, which have no column."""
        places = np.searchsorted(self.hashes, counted.indices).clip(max=len(self.hashes) - 1)
        seen = self.hashes[places] == counted.indices if len(self.hashes) else np.zeros(len(places), bool)
        weighed = counted.data * np.float32(self.new)
        weighed[seen] = counted.data[seen] * self.telling[places[seen]].astype(np.float32)
        length = np.sqrt(weighed @ weighed)
        return Row(places[seen], weighed[seen] * np.float32(share / length) if length else weighed[seen])

    def rows(self, counts: csr_matrix, share: float) -> csr_matrix:
        """The same of many texts in which nothing is new."""
        place = np.empty(HASHES, np.int32)
        place[self.hashes] = np.arange(len(self.hashes))
        places = place[counts.indices]
        weighed = counts.data * self.telling.astype(np.float32)[places]
        size = np.diff(counts.indptr)
        lengths = np.sqrt(np.add.reduceat(weighed**2, counts.indptr[:-1][size > 0]))
        weighed *= np.repeat((share / lengths).astype(np.float32), size[size > 0])
        return csr_matrix((weighed, places, counts.indptr), shape=(len(size), len(self.hashes)))


class FeatureSpace(ABC, Generic[Text]):
    """Rows with a column for each feature that a training text has, those of one kind beside those of the next.

    A text's features that no training text has get no column, but make its other features count less.
    """

    kinds: ClassVar[Mapping[str, Kind]]

    def __init__(self, known: dict[str, _Known] | None = None) -> None:
        self._known = known
        self._counters = self._new_counters()

    @staticmethod
    @abstractmethod
    def looked_at(text: Text) -> Mapping[str, str]:
        """What each kind of feature is counted in."""

    def fit(self, texts: Sequence[Text]) -> csr_matrix:
        """Learn which features there are and how telling each is, and give the rows of these texts."""
        shares = in_processes(self._count, shares_of(texts))
        counts = {name: vstack([share[name] for share in shares], format="csr") for name in self.kinds}
        self._known = {name: _Known.of(block) for name, block in counts.items()}
        blocks = [self._known[name].rows(counts.pop(name), kind.share) for name, kind in self.kinds.items()]
        return hstack(blocks, format="csr", dtype=np.float32)

    def row(self, text: Text) -> Row:
        """The row of one text."""
        looked_at, indices, data, start = self.looked_at(text), [], [], 0
        for name, counter in self._counters.items():
            known = self._learned[name]
            part = known.row(counter.count_one(looked_at[name]), self.kinds[name].share)
            indices.append(part.indices + start)
            data.append(part.data)
            start += len(known.hashes)
        return Row(np.concatenate(indices), np.concatenate(data))

    def start_of(self, name: str) -> int:
        """The column that the features of a kind begin at."""
        before = list(self.kinds)[: list(self.kinds).index(name)]
        return sum(len(self._learned[kind].hashes) for kind in before)

    @classmethod
    def _new_counters(cls) -> dict[str, NgramCounter]:
        return {name: NgramCounter(kind.analyzer, kind.lengths) for name, kind in cls.kinds.items()}

    @classmethod
    def _count(cls, texts: Sequence[Text]) -> dict[str, csr_matrix]:
        looked_at = [cls.looked_at(text) for text in texts]
        return {name: counter.count([one[name] for one in looked_at]) for name, counter in cls._new_counters().items()}

    @property
    def _learned(self) -> dict[str, _Known]:
        """What `fit` learned of each kind. Raises RuntimeError before it did."""
        if self._known is None:
            raise RuntimeError("the features are not trained")
        return self._known

    def save(self, file: Path) -> None:
        """Write what was learned to a .npz file."""
        kept: dict[str, Any] = {}
        for name, known in self._learned.items():
            kept |= {f"{name}.hashes": known.hashes, f"{name}.telling": known.telling, f"{name}.new": known.new}
        np.savez(file, **kept)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read what `save` wrote."""
        with np.load(file) as kept:
            return cls(
                {
                    name: _Known(kept[f"{name}.hashes"], kept[f"{name}.telling"], float(kept[f"{name}.new"]))
                    for name in cls.kinds
                }
            )
