"""The reading order of a page: which lines stand together, column by column, from the top."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = ["Column", "Line", "columns", "ordered"]

MIN_GUTTER = 0.6  # in heights of a line: a gazette's; narrower gaps are between words
NEW_SECTION = 2.5  # in heights of a line: what stands so far below belongs to no column above
MAX_CELL_WORDS = 3  # the columns of a table hold fewer words a line than those of a paper
MAX_CELL_CHARS = 12

MIN_GAIN = 2  # sentences that break off: so many fewer, and a page is read as it was written
SIDE = 2.0  # in heights of a line: so far outside of a column stands another one
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s*$")

CELLS = " | "  # between those of a table

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line and its box, in points from the lower left of its page."""

    words: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its typeface."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Column:
    """Lines one below the other; the rows of a table are lines of their own."""

    lines: tuple[Line, ...]
    is_table: bool = False

    @property
    def left(self) -> float:
        """Where the leftmost line begins."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Where the rightmost line ends."""
        return max(line.right for line in self.lines)


def ordered(lines: Sequence[Line]) -> list[Column]:
    """Order the lines of a page by their places, or as the file has them if that reads better.

    A line in lower case below one that ends a sentence is not its next.
    """
    by_place, as_written = columns(lines), _as_written(lines)
    return as_written if _n_broken(by_place) - _n_broken(as_written) >= MIN_GAIN else by_place


def _n_broken(flow: Sequence[Column]) -> int:
    words = (
        cell.strip()
        for column in flow
        for line in column.lines
        for cell in (line.words.split(CELLS) if column.is_table else [line.words])
    )
    return sum(
        SENTENCE_END.search(above) is not None and below[:1].islower()
        for above, below in pairwise(words)
    )


def _as_written(lines: Sequence[Line]) -> list[Column]:
    """Group lines in the order of the file, as long as each stands below the one before."""
    found: list[list[Line]] = []
    for line in lines:
        above = found[-1][-1] if found else None
        if (
            above
            and line.left >= above.right
            and line.bottom < (above.bottom + above.top) / 2 < line.top
        ):
            found[-1][-1] = _joined((above, line), " ")
        elif above and _stands_below(line, found[-1]):
            found[-1].append(line)
        else:
            found.append([line])
    return [Column(tuple(each)) for each in found]


def _stands_below(line: Line, above: Sequence[Line]) -> bool:
    """Whether a line goes on with the column above it: right below, and no wider."""
    last = above[-1]
    is_near = last.bottom - NEW_SECTION * line.height < line.top < last.top
    left, right = min(each.left for each in above), max(each.right for each in above)
    slack = SIDE * line.height
    return is_near and line.left > left - slack and line.right < right + slack


def columns(lines: Sequence[Line]) -> list[Column]:
    """Order the lines of a page by where they stand.

    Rows that leave the same gutter free belong together and are read column by column; a line
    across the gutter, such as a headline, comes between what is above and what is below it.
    """
    found: list[Column] = []
    for section in _with_heads(_sections(_rows(lines))):
        pieces = [line for row in section for line in row]
        gutters = _gutters(pieces)
        if gutters and _is_table(section):
            found.append(Column(tuple(_joined(row) for row in section), is_table=True))
            continue
        bounds = [-1e9, *((left + right) / 2 for left, right in gutters), 1e9]
        for low, high in pairwise(bounds):
            column = [line for line in pieces if low <= line.left < high]
            found.append(Column(tuple(sorted(column, key=lambda line: -line.top))))
    return found


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Group the lines that stand beside each other, from the top, each from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.top, line.left)):
        lowest = min((each.bottom for each in rows[-1]), default=0) if rows else 0
        if rows and line.top - lowest > line.height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _sections(rows: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """Group the rows that share a gutter, and those in a row that have none."""
    sections: list[list[list[Line]]] = []
    for row in rows:
        if sections and _go_together(sections[-1], row):
            sections[-1].append(row)
        else:
            sections.append([row])
    return sections


def _with_heads(sections: list[list[list[Line]]]) -> list[list[list[Line]]]:
    """Give columns back the lines of the right one that stand higher than the left one begins."""
    for above, section in pairwise(sections):
        gutters = _gutters([line for row in section for line in row])
        while gutters and above and _is_head(above[-1], section, gutters[0]):
            section.insert(0, above.pop())
    return [each for each in sections if each]


def _is_head(row: list[Line], section: list[list[Line]], gutter: Gap) -> bool:
    gap = min(line.bottom for line in row) - max(line.top for line in section[0])
    is_right = len(row) == 1 and row[0].left >= gutter[1] - row[0].height
    return is_right and gap < row[0].height and not _is_table(section)


def _go_together(section: Sequence[list[Line]], row: list[Line]) -> bool:
    above = [line for each in section for line in each]
    if not _gutters(above):
        return not _gutters(row)
    gap = min(line.bottom for line in section[-1]) - max(line.top for line in row)
    is_far = gap > NEW_SECTION * row[0].height
    return bool(_gutters([*above, *row])) and not (is_far and len(row) == 1)


def _gutters(lines: Sequence[Line]) -> list[Gap]:
    """Return the gaps between left and right that no line stands in."""
    least = MIN_GUTTER * median(line.height for line in lines)
    gaps: list[Gap] = []
    reach = min(line.right for line in lines)
    for line in sorted(lines, key=lambda line: line.left):
        if line.left - reach >= least:
            gaps.append((reach, line.left))
        reach = max(reach, line.right)
    return gaps


def _is_table(section: Sequence[list[Line]]) -> bool:
    cells = [line for row in section for line in row]
    n_words = median(len(cell.words.split()) for cell in cells)
    n_characters = median(len(cell.words) for cell in cells)
    has_rows = 2 * sum(len(row) > 1 for row in section) > len(section)
    return has_rows and n_words <= MAX_CELL_WORDS and n_characters <= MAX_CELL_CHARS * n_words


def _joined(row: Sequence[Line], mark: str = CELLS) -> Line:
    return Line(
        mark.join(line.words.strip() for line in row),
        row[0].left,
        max(line.right for line in row),
        min(line.bottom for line in row),
        max(line.top for line in row),
    )
