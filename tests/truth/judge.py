"""Holds every line that is shown against the model: numbers, values of a year, verdicts, counts, praise and blame."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.store import Store
from cchc_metrics.text import formats, statements, words
from cchc_metrics.text.sentence import figure
from tests.truth.lines import NUMBER, QUANTITY, Line

SUCCESS, FAILURE = ("met", "met_within_error"), ("missed", "missed_within_error")
NUMBERS = """
numerator denominator value target previous change gap margin_below margin_above interval_low interval_high
increment_required baseline_value required_pace achieved_pace projected reported_value exceptions sample_size
main_part_change maximum entered_numerator entered_denominator entered_value reported_rank reported_of
"""

# The numbers of other tables that may stand beside the name of an indicator.
FIGURES = {
    "figure": "select distinct indicator_id, numerator, denominator, value, sample_size from figure",
    "group_figure": "select distinct indicator_id, numerator, denominator, value from group_figure",
    "observation": "select distinct indicator_id, numerator, denominator, value, reported_value from observation",
    "period_figure": "select distinct indicator_id, numerator, denominator, value from period_figure",
    "target_value": "select distinct indicator_id, value from target_value",
    "period_comparison": "select distinct indicator_id, change, previous from period_comparison",
}
POINTS = "maximum applicable points self_points appraised_points lost threshold floor full_at result next_at next_gain"


@dataclass
class Model:
    """The rows of a unit by indicator and year, and the numbers that may stand beside an indicator's name."""

    store: Store
    catalog: Catalog
    unit: str
    rows: dict[tuple[str, int], dict[Any, Any]] = field(default_factory=dict)
    _by_digits: dict[tuple[str, int], set[Decimal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frames = [metrics.indices(self.store, unit=self.unit, index=index) for index in self.catalog.indices]
        for frame in (*frames, metrics.targets(self.store, unit=self.unit)):
            for row in frame.to_dict("records"):
                self.rows[row["indicator_id"], int(row["year"])] = row

    @cached_property
    def names(self) -> dict[str, str]:
        """Each name and short name with the indicator that it means, the longest first."""
        ids = {}
        for one in (*self.catalog.indices.values(), *self.catalog.targets.values()):
            ids |= {one.name: one.id, one.short: one.id}
        return dict(sorted(ids.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def numbers(self) -> dict[str, set[Decimal]]:
        """Every number of an indicator: of its rows, parts, groups, periods and points, also those of other units."""
        result: dict[str, set[Decimal]] = {one: set() for one in self.names.values()}

        def note(indicator: str, values: Iterable[Any]) -> None:
            numbers = [Decimal(str(float(value))) for value in values if not formats.is_missing(value)]
            result.setdefault(indicator, set()).update(map(abs, numbers))

        for (indicator, _), row in self.rows.items():
            note(indicator, (row.get(key) for key in NUMBERS.split()))
            note(indicator, [] if formats.is_missing(row["gap"]) else [self.gap(row)])
            # How far one case moves a ratio.
            note(indicator, [] if not row.get("denominator") else [100 / row["denominator"]])
        there = set(self.store.frame("select table_name from information_schema.tables")["table_name"])
        for table, sql in FIGURES.items():
            for row in self.store.frame(sql).itertuples(index=False) if table in there else ():
                note(row[0], row[1:])
        for one in metrics.criteria_sets(self.store, unit=self.unit).itertuples():
            tree = metrics.score_tree(self.store, unit=self.unit, criteria=one.set_id, year=one.year)
            for row in tree[tree["indicator_id"].notna()].to_dict("records"):
                note(row["indicator_id"], (row[key] for key in POINTS.split()))
                note(row["indicator_id"], [row["self_points"] - row["appraised_points"]])
        for index in self.catalog.indices:
            parts = metrics.parts(self.store, unit=self.unit, index=index)
            note(index, parts[["value", "previous", "change", "maximum"]].to_numpy().ravel())
            note(index, parts[["sample_size", "interval_low", "interval_high"]].to_numpy().ravel())
            years = sorted({year for one, year in self.rows if one == index})
            for start, end in pairwise(years):
                rows = metrics.change(self.store, unit=self.unit, index=index, from_year=start, to_year=end)
                note(index, rows[["from_value", "to_value", "change"]].to_numpy().ravel())
        return result

    def gap(self, row: Mapping[Any, Any]) -> Decimal:
        """The distance between the printed figure of a row and its target."""
        text = same_spelling(self.canonical(row["indicator_id"], int(row["year"])))
        number = re.search(NUMBER, text)
        return Decimal(0) if number is None else abs(read(number[0])[0] - Decimal(str(row["target"])))

    def to_digits(self, indicator: str, digits: int) -> set[Decimal]:
        """The numbers of an indicator rounded to so many decimals."""
        key = indicator, digits
        if key not in self._by_digits:
            self._by_digits[key] = to_digits(self.numbers[indicator], digits)
        return self._by_digits[key]

    def at_100(self, indicator: str) -> set[Decimal]:
        """The values of an indicator when any of its years is 100."""
        values = [row["value"] for (one, _), row in self.rows.items() if one == indicator and row["value"]]
        numbers = [Decimal(str(value)) for value in values if not formats.is_missing(value)]
        return {100 * value / base for value in numbers for base in numbers}

    def canonical(self, indicator: str, year: int, period: str = "") -> str:
        """The value of an indicator in a year, or in a period of it, as everything prints it."""
        row = self.rows[indicator, year]
        if period:
            rows = metrics.period_figures(self.store, unit=self.unit, period=period, year=year)
            row = rows[rows["indicator_id"] == indicator].iloc[0].to_dict()
        return figure(row, against=("target", "previous"))

    @cached_property
    def spans(self) -> dict[str, str]:
        """The verdict of the whole plan on each indicator."""
        rows = metrics.span_verdicts(self.store, unit=self.unit)
        return dict(zip(rows["indicator_id"], rows["level"], strict=True))

    def level(self, indicator: str, year: int) -> str:
        """The verdict of an indicator in a year; empty where the plan judges none."""
        return str(self.rows.get((indicator, year), {}).get("level", ""))

    def has_gap(self, year: int) -> bool:
        """Whether any index has no figure in a year."""
        return any(
            of == year and one in self.catalog.indices and formats.is_missing(row["value"])
            for (one, of), row in self.rows.items()
        )

    def counts(self, year: int, area: str | None = None) -> tuple[int, int, int] | None:
        """How many targets have been met, have a verdict, and have been met within the margin; of all or of an area."""
        levels = Counter(
            row["level"]
            for (indicator, of), row in self.rows.items()
            if of == year and indicator in self.catalog.targets and area in (None, row["area_id"])
        )
        successes, failures = (sum(levels[level] for level in kind) for kind in (SUCCESS, FAILURE))
        return (successes, successes + failures, levels["met_within_error"]) if successes + failures else None

    def rose(self, year: int) -> tuple[int, int]:
        """How many headline indices rose, and how many there are."""
        rows = metrics.indices(self.store, unit=self.unit, year=year)
        return int((rows["direction"] == "up").sum()), len(rows)


def read(text: str) -> tuple[Decimal, int]:
    """A printed number and how many decimals it has."""
    return Decimal(text.replace(".", "").replace(",", ".")), len(text.split(",")[1]) if "," in text else 0


def to_digits(values: Iterable[Decimal], digits: int) -> set[Decimal]:
    """The values rounded to so many decimals."""
    step = Decimal(1).scaleb(-digits)
    return {value.quantize(step, ROUND_HALF_UP) for value in values}


LEVELS = {status.word: level for level, status in words.LEVELS.items()}
SPACES = re.compile(r"[ \N{NO-BREAK SPACE}]+(?=%)")
# Zeros of a rate that say nothing: all of ",00", or the last ones behind another decimal.
IDLE_ZEROS = re.compile(r",0+(?=%)|(?<=,\d)0+(?=%)")
IDLE_RATE = re.compile(r"\d,\d+0(?:%| điểm %)")
# Documents; they write a rate without idle zeros, but it has as many decimals as with them.
PAPERS = (".docx", ".pptx")
RATE_DIGITS = 2
# What no official paper writes: marks of screens, a space before %, words of the machine.
UNOFFICIAL = re.compile(r"[«»≥≤]|\d[ \N{NO-BREAK SPACE}]%|[Bb]út toán|[Pp]hiên bản số liệu")


def same_spelling(text: str) -> str:
    """A printed value without the space before % and the zeros that say nothing, as official papers write it."""
    plain = SPACES.sub("", text.replace("\N{NO-BREAK SPACE}", " "))
    return IDLE_ZEROS.sub("", plain)


# Digits that are no figure: a day, the number of a document, of a part or of a page, a name with digits.
NO_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}:\d\d|ngày \d+ tháng \d+|\b(?:19|20)\d\d\b(?:[–-](?:19|20)\d\d)?"
    r"|\d+/(?:QĐ|NQ|KH|BC|TT|NĐ|CV)[-\w]*|mức độ \d(?:, ?\d)?|\(\d+/\d+\)$|mục [IVX\d][\w.]*|[IVX]+\.\d[\w.]*"
    r"|khoảng tin cậy 95 ?%|sai số 95 ?%|thang từ 0 đến 1"
)
COUNT = re.compile(rf"[Đđ]ạt (\d+) trên (\d+) {statements.BASIS}(?: \((\d+) trong sai số\))?")
# A count that does not say what it is a count of.
BARE_COUNT = re.compile(r"[Đđ]ạt \d+ ?(?:/|trên) ?\d+\b(?! (?:chỉ tiêu đến hạn và có số liệu|năm phải đạt|điểm|phiếu))")
ROSE = re.compile(r"(\d+) trên (\d+) chỉ số tăng(?! ở mọi năm)")
OF_YEAR = re.compile(r" (?:năm )?((?:19|20)\d\d): (.*)")
VALUE = re.compile(r"(\d[\d.]*(?:,\d+)?(?: ?%| điểm)?)(?![\d,.]*\d)(?: \(|[,.;:]|$)")
# The value behind a name that opens a line, with its counts.
BARE_VALUE = re.compile(r"^¤: (\d[\d.]*(?:,\d+)?(?: ?%| điểm)?)(?= \(\d|[,;.] )")
WORDING = re.compile(
    r"[Đđ]iểm gãy|[Pp]hép thử thứ hai|\? →|→ \?|[Đđ]ứt ở|(?<!\w)decide\b|(?<!\w)root\b|(?:trước|cùng kỳ) so với"
)
PRAISE = re.compile(
    r"[Kk]hông (?:có )?(?:chỉ số, )?chỉ tiêu[^.]*nào chưa đạt|đạt yêu cầu|[▲◆▼◊] |Tăng liên tục"
    r"|Các năm so được đều tăng|Chỉ năm \d{4} so được với năm trước: tăng"
)
TASKS = "/nhiem-vu"
CHAIN = re.compile(r"Tăng liên tục|Các năm so được đều tăng|Chỉ năm \d{4} so được")
# The shortfall behind the target.
SHORTFALL = re.compile(rf"(?:cần|đặt|kế hoạch:) [^.;]*?, (?:thiếu|vượt) ({NUMBER})")
SPAN = re.compile(r"cả giai đoạn: (đạt|chưa đạt|chưa kết luận được)")
SPAN_WORDS = {"met": "đạt", "missed": "chưa đạt"}
LAST_YEAR = re.compile(r"((?:19|20)\d\d): ([^;]+)")
NO_DATA = re.compile(r"Chưa có số liệu: ((?:(?:19|20)\d\d(?:, )?)+)\.")
NO_FIGURES = re.compile(r"Chưa có số liệu của chỉ số, chỉ tiêu nào đến hạn năm (\d{4})")
MANY_DECIMALS = re.compile(r"\d,\d{5,}")
VALUES, VERDICTS = ("Giá trị", "Kết quả", "gia_tri", "ket_qua"), ("Kết luận", "ket_luan")
# The screen on which each series begins at 100.
COMPARISON = "/so-sanh"
# Where each line is the whole sentence of a figure.
SENTENCES = ("câu", "cchc show targets", "cchc show indices")
# What is said of one verdict, and the words that must then stand beside it where it lies within a survey's error.
VERDICT_WORDS = re.compile(rf"đạt yêu cầu|[Cc]hưa đạt|(?:thiếu|vượt) (?:{NUMBER})")
WITHIN = "trong sai số"
# Heads of rows whose year is not that of the page.
YEAR_HEAD = "Năm"


def faults(lines: Iterable[Line], models: Mapping[str, Model]) -> list[str]:
    """Each fault of each line, once, with its place; empty when all lines are true."""
    values: dict[str, None] = {}
    for line in lines:
        for fault in _faults(line, models[line.unit]):
            values.setdefault(f"{line.place}, {line.year}: {fault} — “{line.text[:160]}”")
    return list(values)


def _faults(line: Line, model: Model) -> Iterator[str]:
    if wording := WORDING.search(line.text):
        yield f"wording “{wording[0]}”"
    is_paper = any(paper in line.place for paper in (*PAPERS, ".xlsx"))
    if is_paper and (mark := UNOFFICIAL.search(line.text)):
        yield f"“{mark[0]}” in a paper"
    if line.text.startswith(f"{words.SOURCE}:"):
        # A source is the title of a document, which may say anything.
        return
    indicators, rest = _indicators_in(line.text, model)
    yield from _numbers(indicators, rest, model, line.place)
    yield from _counts(line, model)
    yield from _spans(line, indicators, model)
    if decimals := MANY_DECIMALS.search(line.text):
        yield f"{decimals[0]} has decimals that show nothing"
    if any(paper in line.place for paper in PAPERS) and (idle := IDLE_RATE.search(line.text)):
        yield f"{idle[0]} has zeros that say nothing"
    yield from _absent(line, model)
    if line.place.endswith(".ton_tai") and line.year is not None:
        levels = {indicator: model.level(indicator, line.year) for indicator in indicators}
        yield from (f"{one} is {level}, told as missed" for one, level in levels.items() if level not in FAILURE)
    yield from _margin(line, indicators, model)
    if line.cells:
        yield from _row(line, model)
    elif len(indicators) == 1:
        yield from _sentence(line, indicators[0], model)
    # On the page of tasks these words are about the state of a task.
    praise = None if line.place == TASKS else PRAISE.search(line.text)
    # A sentence about a series of rises is about all years of the plan.
    years = model.catalog.years if praise and CHAIN.search(line.text) else [line.year]
    if praise and line.year in model.catalog.years and all(_knows_nothing(model, year) for year in years):
        yield f"“{praise[0]}” without a figure"


def _margin(line: Line, indicators: list[str], model: Model) -> Iterator[str]:
    """A verdict within a survey's error, told as if it were certain."""
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", line.text)} or {line.year}
    is_of_one = len(indicators) == 1 and len(years) == 1 and not line.period
    if not is_of_one or not VERDICT_WORDS.search(line.text) or WITHIN in line.text:
        return
    level = model.level(indicators[0], years.pop() or 0)
    if level.endswith("within_error"):
        yield f"{indicators[0]} is {level}, told without its error"


def _absent(line: Line, model: Model) -> Iterator[str]:
    """Years that are told as without figures and are not."""
    for years in NO_DATA.findall(line.text):
        ahead = [year for year in years.split(", ") if int(year) > today().year]
        yield from (f"{year} has not begun, told as without figures" for year in ahead)
        wrong = [year for year in years.split(", ") if not model.has_gap(int(year))]
        yield from (f"no index is without a figure in {year}" for year in wrong)
    for year in NO_FIGURES.findall(line.text):
        indicators = [one for (one, of), row in model.rows.items() if of == int(year) and row["level"] == "no_previous"]
        yield from (f"{one} has a figure of {year}, told as without" for one in indicators)


def _knows_nothing(model: Model, year: int | None) -> bool:
    return all(
        row["level"] in ("no_data", "no_previous", "not_due", None) for (_, of), row in model.rows.items() if of == year
    )


def _spans(line: Line, indicators: list[str], model: Model) -> Iterator[str]:
    """Verdicts of the whole plan that are not those of all its years."""
    label = [model.names[text] for _, text in line.cells[:3] if text in model.names] or indicators
    for word in SPAN.findall(line.text):
        level = model.spans.get(label[0]) if label else None
        if level is not None and word != SPAN_WORDS.get(level, "chưa kết luận được"):
            yield f"{label[0]} is {level} over the plan, told as “{word}”"


def _indicators_in(text: str, model: Model) -> tuple[list[str], str]:
    """The indicators that a line names, and the line without their names."""
    indicators: dict[str, None] = {}
    for name, indicator in model.names.items():
        if name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            indicators.setdefault(indicator)
            text = text.replace(name, "¤")
    return list(indicators), text


def _numbers(indicators: list[str], text: str, model: Model, place: str) -> Iterator[str]:
    """Numbers with a unit or decimals that the model does not have beside these names."""
    if not indicators:
        return
    quantities = [
        (number, unit) for number, unit in QUANTITY.findall(NO_FIGURE.sub(" ", text)) if unit or "," in number
    ]
    if not quantities:
        return
    others = set().union(*(model.at_100(one) for one in indicators)) if place == COMPARISON else set[Decimal]()
    for number, unit in quantities:
        plain, digits = read(number)
        # A document leaves out decimals that are zero.
        if not digits and unit.endswith("%") and any(paper in place for paper in PAPERS):
            digits = RATE_DIGITS
        if not any(plain in model.to_digits(one, digits) for one in indicators) and plain not in to_digits(
            others, digits
        ):
            yield f"{number} {unit} is no number of {', '.join(indicators)}"


def _counts(line: Line, model: Model) -> Iterator[str]:
    """Counts of targets and indices that are not those of the year and area of the line."""
    years = re.findall(r"(?:[Nn]ăm|:?) ?((?:19|20)\d\d)", line.text)
    year = int(years[0]) if years and not line.cells else line.year
    if bare := BARE_COUNT.search(line.text):
        yield f"“{bare[0]}” does not say of what"
    if year is None or not (COUNT.search(line.text) or ROSE.search(line.text)):
        return
    areas = [area.id for area in model.catalog.areas.values() if area.name in line.text]
    answers = (
        {model.counts(year, area) for area in areas}
        if areas
        else {model.counts(year, area) for area in (None, *model.catalog.areas)}
    )
    for successes, verdicts, margin in COUNT.findall(line.text):
        if (int(successes), int(verdicts), int(margin or 0)) not in answers:
            yield f"{successes} of {verdicts} ({margin or 0}) is no count of {year}"
    for rose, every in ROSE.findall(line.text):
        if (int(rose), int(every)) != model.rose(year):
            yield f"{rose} of {every} indices, not {model.rose(year)} in {year}"


def _row(line: Line, model: Model) -> Iterator[str]:
    """A row of a table: value and verdict of the indicator in its first cells, in its year."""
    cells = dict(line.cells)
    label = next((text for head, text in line.cells[:3] if text in model.names), None)
    year = cells.get(YEAR_HEAD, "")
    of = int(year) if year.isdigit() else line.year
    if label is None or of is None or (model.names[label], of) not in model.rows:
        return
    indicator = model.names[label]
    row = model.rows[indicator, of]
    if line.year is not None and of > line.year and any(paper in line.place for paper in PAPERS):
        yield f"{indicator} of {of} in a document of {line.year}"
    for head, text in line.cells:
        if head in VALUES and re.match(r"\d", text):
            yield from _value(indicator, of, text, model, line.period)
        if head in VERDICTS and (named_year := LAST_YEAR.match(text)):
            level = model.level(indicator, int(named_year[1]))
            yield from _verdict(named_year[2], level, indicator, int(named_year[1]))
        elif head in VERDICTS:
            yield from _verdict(text.lstrip("▲◆◊▼▷○◌∅▢ "), str(row["level"]), indicator, of)


def _sentence(line: Line, indicator: str, model: Model) -> Iterator[str]:
    """A sentence of one indicator, «name năm 2025: value …. verdict: …», is about the year that it names."""
    result = OF_YEAR.search(line.text)
    of = int(result[1]) if result else line.year
    row = None if of is None else model.rows.get((indicator, of))
    if row is None or of is None:
        return
    if (shortfall := SHORTFALL.search(line.text)) and not line.period and read(shortfall[1])[0] != model.gap(row):
        yield f"{indicator} {of} misses by {model.gap(row)}, told as {shortfall[1]}"
    if not result:
        yield from _bare_sentence(line, indicator, of, model)
        return
    wrong_side = "vượt" if row["operator"] in (">=", ">", "=") else "thiếu"
    if re.search(rf"cần [^.]*, {wrong_side} \d", result[2]):
        yield f"“{wrong_side}” of a target {row['operator']}"
    holds = result[2].startswith(formats.MISSING) and result[1] and "Bảng chấm điểm" not in result[2]
    if holds and line.place in SENTENCES and not formats.is_missing(row.get("entered_value")):
        yield f"{indicator} {of} was scored on a figure of which nothing is told"
    if value := VALUE.match(result[2]):
        yield from _value(indicator, of, value[1], model, line.period)
    for word in re.findall(r"(?:^|[.;] )(Đạt, trong sai số|Chưa đạt, trong sai số|Chưa đạt|Đạt)(?=[:.])", result[2]):
        yield from _verdict(word, str(row["level"]), indicator, of)


def _bare_sentence(line: Line, indicator: str, year: int, model: Model) -> Iterator[str]:
    """A sentence that names no year, in a report of one year: «name: value (counts), …»."""
    match = BARE_VALUE.search(_indicators_in(line.text, model)[1])
    if match:
        yield from _value(indicator, year, match[1], model, line.period)


def _value(indicator: str, year: int, text: str, model: Model, period: str) -> Iterator[str]:
    value = model.canonical(indicator, year, period).replace("\N{NO-BREAK SPACE}", " ")
    canonical = same_spelling(value)
    same = same_spelling(text.split(" (")[0])
    # A column under the name of the unit has the number alone, with the decimals of either spelling.
    unit = formats.scale(model.rows[indicator, year]["measure_unit"]).after.strip()
    # A column of rates keeps two decimals, so that it can be read down.
    same = re.sub(r",0+$|(,\d)0+$", r"\1", same) if unit == "%" else same
    if same not in (canonical, *(one.removesuffix(unit).rstrip() for one in (canonical, value))):
        yield f"{indicator} {year} is {canonical}, told as {same}"


def _verdict(text: str, level: str, indicator: str, year: int) -> Iterator[str]:
    answers = LEVELS.get(text) or LEVELS.get(text[:1].upper() + text[1:])
    if answers is not None and answers != level:
        yield f"{indicator} {year} is {level}, told as “{text}”"
