"""Tables whose cells reach over several rows or columns: each row gets every cell that reaches into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dermagent.knowledge.documents.passages import row_of

#: A table has at most so many columns and rows that one cell reaches over; more are a damaged file.
_MOST = 200


@dataclass(frozen=True)
class TableCell:
    """A cell with the number of columns and rows that it reaches over, 1 at least."""

    text: str
    columns: int = 1
    rows: int = 1


def rows_of_cells(rows: Iterable[Iterable[TableCell]]) -> Iterator[str]:
    """Each row as a line, cells by their columns; a row that is one cell throughout has that once."""
    reaching: dict[int, tuple[TableCell, int]] = {}
    for row in rows:
        line: list[TableCell] = []
        held, reaching = reaching, {}
        cells = iter(row)
        ended = False
        while True:
            if len(line) in held:
                cell, left = held.pop(len(line))
                if left > 1:
                    reaching[len(line)] = (cell, left - 1)
                line.append(cell)
                continue
            cell = next(cells, None) if not ended else None  # type: ignore[assignment]
            if cell is None:
                ended = True
                if not held or len(line) > _MOST:
                    break
                line.append(TableCell(""))
                continue
            for _ in range(min(max(cell.columns, 1), _MOST)):
                if cell.rows > 1:
                    reaching[len(line)] = (cell, min(cell.rows, _MOST) - 1)
                line.append(cell)
        if any(cell.text.strip() for cell in line):
            whole = len({id(cell) for cell in line}) == 1
            yield row_of([line[0].text] if whole else [cell.text for cell in line])
