"""Which column of a table is which: among the readings that the words allow, the one that the numbers prove."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

from cchc_metrics.catalog.forms import Form, Identity

# So many readings are tried; a header that allows more is asked about.
MOST = 3000
# A printed share is that of its counts when it is so near, in points.
NEAR = 0.0501
NO_USE = "-"

Counts = Mapping[str, float | None]


@dataclass(frozen=True)
class Reading:
    """The columns of a table by id; several columns of one id are added. `rest` are those that count for nothing."""

    columns: Mapping[str, tuple[int, ...]]
    rest: tuple[int, ...]
    rank: int


@dataclass(frozen=True)
class Verdict:
    """What the numbers say of a reading: identities that hold with numbers, and those that fail, with the rows.

    `sums` are those proofs that are sums of counts, and no printed percentages.
    `conserved` is true when what came in is what was settled and what is open, in every row.
    """

    reading: Reading
    proofs: int
    failures: Sequence[tuple[int, Identity]]
    figures: tuple[tuple[float | None, ...], ...]
    is_balanced: bool = False
    sums: int = 0


@dataclass(frozen=True)
class Choice:
    """The reading chosen; `open` are the columns that the numbers do not decide, with what each may be."""

    verdict: Verdict
    open: Mapping[int, Sequence[str]]


def complete(row: Counts, identities: Sequence[Identity]) -> tuple[dict[str, float | None], set[int]]:
    """The counts of a row with those that follow from the others; and which identities were used for it, by number.

    A column that is not there follows from an identity that holds by definition. A blank is 0 where the other cells
    make the whole sum already; a blank sum is that of its parts.
    """
    counts = dict(row)
    uses: set[int] = set()
    for _ in range(3):
        before = len(uses)
        for number, identity in enumerate(identities):
            if number not in uses and _fill(counts, identity):
                uses.add(number)
        for number, identity in enumerate(identities):
            if number not in uses and not identity.loose and _derive(counts, identity):
                uses.add(number)
        if len(uses) == before:
            break
    return counts, uses


def _fill(counts: dict[str, float | None], identity: Identity) -> bool:
    if identity.total not in counts or any(part not in counts for part in identity.parts):
        return False
    blank = [part for part in identity.parts if counts[part] is None]
    total = sum(number for part in identity.parts if (number := counts[part]) is not None)
    if counts[identity.total] is None and not blank:
        counts[identity.total] = total
        return True
    if blank and counts[identity.total] == total:
        counts.update(dict.fromkeys(blank, 0.0))
        return True
    return False


def _derive(counts: dict[str, float | None], identity: Identity) -> bool:
    absent = [name for name in (identity.total, *identity.parts) if name not in counts]
    if len(absent) != 1:
        return False
    name = absent[0]
    terms = [counts[part] for part in (identity.total, *identity.parts) if part in counts]
    if None in terms:
        return False
    if name == identity.total:
        counts[name] = sum(counts[part] or 0 for part in identity.parts)
        return True
    rest = (counts[identity.total] or 0) - sum(counts[part] or 0 for part in identity.parts if part != name)
    if rest < 0:
        return False
    counts[name] = rest
    return True


def _is_exceeded(counts: Counts, identity: Identity) -> bool:
    """True when some parts of a sum are more than all of it: what is left for the one that is not there is below 0."""
    total, absent = counts.get(identity.total), [part for part in identity.parts if part not in counts]
    if total is None or len(absent) != 1 or identity.loose:
        return False
    return sum(counts.get(part) or 0 for part in identity.parts) > total


def outcomes(counts: Counts, uses: Collection[int], identities: Sequence[Identity]) -> Iterator[tuple[Identity, bool]]:
    """Each identity that can be held against the counts, and whether it holds."""
    for number, identity in enumerate(identities):
        if number in uses:
            continue
        total, parts = counts.get(identity.total), [counts.get(part) for part in identity.parts]
        if total is not None and None not in parts:
            yield identity, sum(part or 0 for part in parts) == total


def best(
    form: Form,
    candidates: Mapping[int, Sequence[str]],
    rows: Sequence[Mapping[int, float | None]],
    figures: Sequence[str],
    together: Collection[int] = (),
) -> Choice:
    """The reading of a table whose columns allow `candidates`, by the numbers of its rows.

    `figures` are the columns that figures are made of: readings that give the same ones are the same. Columns that are
    `together` and may mean the same do, as parts of one number.
    """
    readings = list(_readings(form, candidates, together))
    first = verdict(form, readings[0], rows, figures)
    # A reading that fails in one row is looked at in the others only where none holds.
    others = (verdict(form, reading, rows, figures, whole=False) for reading in readings[1:])
    sound = [one for one in (first, *others) if not one.failures]
    if not sound:
        result = [first, *(verdict(form, reading, rows, figures) for reading in readings[1:])]
        return Choice(min(result, key=lambda one: (len(one.failures), -one.proofs, one.reading.rank)), {})
    winner = max(sound, key=lambda one: (one.sums, one.proofs, len(one.reading.columns), -one.reading.rank))
    rows_wrong = {row for row, _ in first.failures}
    is_whole = winner.is_balanced and winner.proofs >= first.proofs
    if first is not winner and first.failures and not is_whole and len(rows_wrong) * 3 <= len(rows):
        # The likeliest reading fails in a few rows only: those hold a typing error, and no other reading explains it.
        return Choice(first, {})
    # Of readings that the numbers prove alike the one that gives more columns a meaning of their own is meant.
    alike = [one for one in sound if (one.sums, one.proofs) == (winner.sums, winner.proofs)]
    alike = [one for one in alike if len(one.reading.columns) == len(winner.reading.columns)]
    # A likelier reading that gives less, and the same as far as it goes, invents nothing.
    rivals = [
        one
        for one in alike
        if not _within(one, winner) and not (winner.reading.rank < one.reading.rank and _within(winner, one))
    ]
    changes = [
        {
            column: names
            for column in candidates
            if (names := [_name(one, column) for one in (winner.reading, rival.reading)])[0] != names[1]
        }
        for rival in rivals
    ]
    open_: dict[int, list[str]] = {}
    for change in changes:
        # A change in further columns is asked about only where it is none without them.
        if not any(other.keys() < change.keys() for other in changes):
            for column, (own, other) in change.items():
                names = open_.setdefault(column, [own])
                names += [other] if other not in names else []
    return Choice(winner, open_)


def _within(one: Verdict, other: Verdict) -> bool:
    """True when a reading gives nothing but what another one gives too."""
    return all(
        mine is None or mine == theirs
        for row, row_of_other in zip(one.figures, other.figures, strict=True)
        for mine, theirs in zip(row, row_of_other, strict=True)
    )


def _name(reading: Reading, column: int) -> str:
    return next((name for name, columns in reading.columns.items() if column in columns), NO_USE)


def _readings(form: Form, candidates: Mapping[int, Sequence[str]], together: Collection[int]) -> Iterator[Reading]:
    lists = {column: list(names) for column, names in candidates.items() if names}
    needs = {column.id: column.needs for column in form.column if column.needs}
    unless = {column.id: column.unless for column in form.column if column.unless}
    beside = {column.id: column.beside for column in form.column if column.beside}
    # Words sorted by their meaning may tell parts of one number; those known word by word tell the number itself.
    parts = {column.id for column in form.column if column.means}
    anywhere = {name for names in lists.values() for name in names}
    for column, names in lists.items():
        options = [
            name
            for name in names
            if (name not in needs or needs[name] in anywhere) and (name not in unless or unless[name] not in anywhere)
        ]
        lists[column] = sorted(options or names, key=lambda name: name in beside and beside[name] not in anywhere)
    rank = 0
    for combination in islice(product(*lists.values()), MOST):
        by_name: dict[str, list[int]] = {}
        pairs = list(zip(lists, combination, strict=True))
        alike = {(tuple(lists[column]), name) for column, name in pairs if column in together}
        if len(alike) > len({names for names, _ in alike}):
            continue
        for column, name in pairs:
            if name != NO_USE:
                by_name.setdefault(name, []).append(column)
        silent = [column for column, name in zip(lists, combination, strict=True) if name == NO_USE]
        twice = [(name, columns) for name, columns in by_name.items() if len(columns) > 1]
        ways = [
            [*([tuple(every)] if name in parts else []), *((column,) for column in every if column not in together)]
            for name, every in twice
        ]
        for way in islice(product(*ways), 64):
            columns = {name: tuple(every) for name, every in by_name.items()}
            rest = list(silent)
            for (name, every), pick in zip(twice, way, strict=True):
                columns[name] = pick
                rest += [column for column in every if column not in pick]
            yield Reading(columns, tuple(rest), rank)
            rank += 1


def counts_of(reading: Reading, row: Mapping[int, float | None]) -> dict[str, float | None]:
    """The counts of a row under a reading; columns of one meaning are added, and a blank among them is none."""
    counts: dict[str, float | None] = {}
    for name, columns in reading.columns.items():
        numbers = [row.get(column) for column in columns]
        present = [number for number in numbers if number is not None]
        counts[name] = sum(present) if present else None
    return counts


def verdict(
    form: Form,
    reading: Reading,
    rows: Sequence[Mapping[int, float | None]],
    figures: Sequence[str],
    *,
    whole: bool = True,
) -> Verdict:
    """What the numbers of the rows say of a reading; those up to the first that fails, unless all are wanted."""
    successes: dict[Identity, int] = {}
    failures: list[tuple[int, Identity]] = []
    loose: set[Identity] = set()
    vectors: list[tuple[float | None, ...]] = []
    shares = dict.fromkeys(form.printed, 0)
    for at, row in enumerate(rows):
        if failures and not whole:
            break
        row_counts = counts_of(reading, row)
        counts, uses = complete(row_counts, form.identity)
        vectors.append(tuple(counts.get(name) for name in figures))
        failures += [(at, identity) for identity in form.identity if _is_exceeded(counts, identity)]
        for identity, holds in outcomes(counts, uses, form.identity):
            if holds:
                successes[identity] = successes.get(identity, 0) + bool(counts[identity.total])
            elif identity.loose:
                loose.add(identity)
            else:
                failures.append((at, identity))
        for part in form.printed:
            shares[part] += _agrees(counts, part)
    true = frozenset(identity for identity, times in successes.items() if times and identity not in loose)
    sums = _independent(form.identity, frozenset(reading.columns), true)
    proofs = sums + sum(1 for times in shares.values() if times > len(rows) / 2)
    is_balanced = any(identity.loose and times for identity, times in successes.items()) and not loose
    return Verdict(reading, proofs, failures, tuple(vectors), is_balanced, sums)


@lru_cache(4096)
def _independent(identities: tuple[Identity, ...], columns: frozenset[str], true: frozenset[Identity]) -> int:
    """How many of the identities that hold say something of the columns themselves.

    A column that follows from others makes further identities hold by itself: those prove nothing.
    """
    counts, uses = complete(dict.fromkeys(columns, 0.0), identities)
    names = sorted(counts)
    rows = [
        [Fraction((name == identity.total) - (name in identity.parts)) for name in names]
        for number, identity in enumerate(identities)
        if (number in uses or identity in true) and {identity.total, *identity.parts} <= set(names)
    ]
    return max(_rank(rows) - (len(counts) - len(columns)), 0)


def _rank(rows: list[list[Fraction]]) -> int:
    """How many of some linear equations do not follow from the others."""
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        for other in range(rank + 1, len(rows)):
            factor = rows[other][column] / rows[rank][column]
            if factor:
                rows[other] = [one - factor * two for one, two in zip(rows[other], rows[rank], strict=True)]
        rank += 1
    return rank


def _agrees(counts: Counts, part: object) -> bool:
    column, over, under = part.column, part.numerator, part.denominator  # type: ignore[attr-defined]
    percentage = counts.get(column)
    numerators, denominators = [counts.get(name) for name in over], [counts.get(name) for name in under]
    if percentage is None or None in numerators or None in denominators:
        return False
    below = sum(number or 0 for number in denominators)
    if not below:
        return False
    share = 100 * sum(number or 0 for number in numerators) / below
    return min(abs(percentage - share), abs(100 * percentage - share)) <= NEAR
