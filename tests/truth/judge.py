"""Holds every line that is shown against the model: numbers, values of a year, verdicts, counts, praise and blame."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cchc_metrics.text import formats, statements
from tests.truth.lines import QUANTITY, Line
from tests.truth.model import LEVELS, MISSED, Model, read, rounded, same_spelling

# What is a day, the number of a paper, a part of one, a page or a name with digits, and no figure.
NO_FIGURE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}:\d\d|ngày \d+ tháng \d+|\b(?:19|20)\d\d\b(?:[–-](?:19|20)\d\d)?"
    r"|\d+/(?:QĐ|NQ|KH|BC|TT|NĐ|CV)[-\w]*|mức độ \d(?:, ?\d)?|\(\d+/\d+\)$|mục [IVX\d][\w.]*|[IVX]+\.\d[\w.]*"
    r"|khoảng tin cậy 95 ?%|sai số 95 ?%|thang từ 0 đến 1"
)
COUNT = re.compile(rf"[Đđ]ạt (\d+) trên (\d+) {statements.JUDGED}(?: \((\d+) trong sai số\))?")
# A count that does not say what it is a count of.
BARE_COUNT = re.compile(r"[Đđ]ạt \d+ ?(?:/|trên) ?\d+\b(?! (?:chỉ tiêu đến hạn và có số liệu|năm phải đạt|điểm|phiếu))")
ROSE = re.compile(r"(\d+) trên (\d+) chỉ số tăng(?! ở mọi năm)")
OF_YEAR = re.compile(r" (?:năm )?((?:19|20)\d\d): (.*)")
VALUE = re.compile(r"(\d[\d.]*(?:,\d+)?(?: ?%| điểm)?)(?![\d,.]*\d)(?: \(|[,.;:]|$)")
WORDING = re.compile(r"[Đđ]iểm gãy|[Pp]hép thử thứ hai|\? →|→ \?|[Đđ]ứt ở|(?<!\w)decide\b|(?<!\w)root\b")
PRAISE = re.compile(
    r"[Kk]hông (?:có )?(?:chỉ số, )?chỉ tiêu[^.]*nào chưa đạt|đạt yêu cầu|[▲◆▼◊] |Tăng liên tục"
    r"|Các năm so được đều tăng"
)
SPAN = re.compile(r"cả giai đoạn: (đạt|chưa đạt|chưa kết luận được)")
SPAN_WORDS = {"met": "đạt", "missed": "chưa đạt"}
LAST_YEAR = re.compile(r"((?:19|20)\d\d): ([^;]+)")
NO_DATA = re.compile(r"Chưa có số liệu: ((?:(?:19|20)\d\d(?:, )?)+)\.")
MANY_DECIMALS = re.compile(r"\d,\d{5,}")
VALUES, VERDICTS = ("Giá trị", "Kết quả", "gia_tri", "ket_qua"), ("Kết luận", "ket_luan")
# The screen on which each series begins at 100.
COMPARED = "/so-sanh"
# Where each line is the whole sentence of a figure.
SENTENCES = ("câu", "cchc show targets", "cchc show indices")
# Heads of rows whose year is not that of the page.
YEAR_HEAD = "Năm"


def faults(lines: Iterable[Line], models: Mapping[str, Model]) -> list[str]:
    """Each fault of each line, once, with where it stands; empty when everything that is shown is true."""
    found: dict[str, None] = {}
    for line in lines:
        for fault in _faults(line, models[line.unit]):
            found.setdefault(f"{line.place}, {line.year}: {fault} — “{line.text[:160]}”")
    return list(found)


def _faults(line: Line, model: Model) -> Iterator[str]:
    if wording := WORDING.search(line.text):
        yield f"wording “{wording[0]}”"
    named, rest = _named(line.text, model)
    yield from _numbers(named, rest, model, line.place)
    yield from _counts(line, model)
    yield from _spans(line, named, model)
    if decimals := MANY_DECIMALS.search(line.text):
        yield f"{decimals[0]} has decimals that show nothing"
    for years in NO_DATA.findall(line.text):
        wrong = [year for year in years.split(", ") if not model.has_gap(int(year))]
        yield from (f"no index is without a figure in {year}" for year in wrong)
    if line.place.endswith(".ton_tai") and line.year is not None:
        levels = {indicator: model.level(indicator, line.year) for indicator in named}
        yield from (f"{one} is {level}, told as missed" for one, level in levels.items() if level not in MISSED)
    if line.cells:
        yield from _row(line, model)
    elif len(named) == 1:
        yield from _sentence(line, named[0], model)
    praise = PRAISE.search(line.text)
    if praise and line.year in model.catalog.years and _knows_nothing(model, line.year):
        yield f"“{praise[0]}” without a figure"


def _knows_nothing(model: Model, year: int | None) -> bool:
    return all(
        row["level"] in ("no_data", "no_previous", "not_due", None) for (_, of), row in model.rows.items() if of == year
    )


def _spans(line: Line, named: list[str], model: Model) -> Iterator[str]:
    """Verdicts of the whole plan that are not those of all its years."""
    label = [model.names[text] for _, text in line.cells[:3] if text in model.names] or named
    for word in SPAN.findall(line.text):
        level = model.spans.get(label[0]) if label else None
        if level is not None and word != SPAN_WORDS.get(level, "chưa kết luận được"):
            yield f"{label[0]} is {level} over the plan, told as “{word}”"


def _named(text: str, model: Model) -> tuple[list[str], str]:
    """The indicators that a line names, and the line without their names."""
    named: dict[str, None] = {}
    for name, indicator in model.names.items():
        if name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            named.setdefault(indicator)
            text = text.replace(name, "¤")
    return list(named), text


def _numbers(named: list[str], text: str, model: Model, place: str) -> Iterator[str]:
    """Numbers with a unit or decimals that the model does not have beside these names."""
    if not named:
        return
    quantities = [
        (number, unit) for number, unit in QUANTITY.findall(NO_FIGURE.sub(" ", text)) if unit or "," in number
    ]
    if not quantities:
        return
    others = set().union(*(model.indexed(one) for one in named)) if place == COMPARED else set[Decimal]()
    for number, unit in quantities:
        plain, digits = read(number)
        if not any(plain in model.rounded(one, digits) for one in named) and plain not in rounded(others, digits):
            yield f"{number} {unit} is no number of {', '.join(named)}"


def _counts(line: Line, model: Model) -> Iterator[str]:
    """Counts of targets and indices that are not those of the year and area of the line."""
    years = re.findall(r"(?:[Nn]ăm|:?) ?((?:19|20)\d\d)", line.text)
    year = int(years[0]) if years and not line.cells else line.year
    if bare := BARE_COUNT.search(line.text):
        yield f"“{bare[0]}” does not say of what"
    if year is None or not (COUNT.search(line.text) or ROSE.search(line.text)):
        return
    areas = [area.id for area in model.catalog.areas.values() if area.name in line.text]
    allowed = (
        {model.counts(year, area) for area in areas}
        if areas
        else {model.counts(year, area) for area in (None, *model.catalog.areas)}
    )
    for met, judged, margin in COUNT.findall(line.text):
        if (int(met), int(judged), int(margin or 0)) not in allowed:
            yield f"{met} of {judged} ({margin or 0}) is no count of {year}"
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
    for head, text in line.cells:
        if head in VALUES and re.match(r"\d", text):
            yield from _value(indicator, of, text, model, line.period)
        if head in VERDICTS and (named_year := LAST_YEAR.match(text)):
            level = model.level(indicator, int(named_year[1]))
            yield from _verdict(named_year[2], level, indicator, int(named_year[1]))
        elif head in VERDICTS:
            yield from _verdict(text.lstrip("▲◆◊▼▷○◌∅▢ "), str(row["level"]), indicator, of)


def _sentence(line: Line, indicator: str, model: Model) -> Iterator[str]:
    """A sentence of one indicator: «name năm 2025: value …. verdict: …» is of the year that it names."""
    found = OF_YEAR.search(line.text)
    of = int(found[1]) if found else line.year
    row = None if of is None else model.rows.get((indicator, of))
    if row is None or of is None or not found:
        return
    wrong_side = "vượt" if row["operator"] in (">=", ">", "=") else "thiếu"
    if re.search(rf"cần [^.]*, {wrong_side} \d", found[2]):
        yield f"“{wrong_side}” of a target {row['operator']}"
    told = found[2].startswith(formats.MISSING) and found[1] and "Bảng chấm điểm" not in found[2]
    if told and line.place in SENTENCES and not formats.missing(row.get("entered_value")):
        yield f"{indicator} {of} was scored on a figure of which nothing is told"
    if value := VALUE.match(found[2]):
        yield from _value(indicator, of, value[1], model, line.period)
    for word in re.findall(r"(?:^|[.;] )(Đạt, trong sai số|Chưa đạt, trong sai số|Chưa đạt|Đạt)(?=[:.])", found[2]):
        yield from _verdict(word, str(row["level"]), indicator, of)


def _value(indicator: str, year: int, text: str, model: Model, period: str) -> Iterator[str]:
    canonical = same_spelling(model.canonical(indicator, year, period))
    told = same_spelling(text.split(" (")[0])
    if told != canonical and told != re.sub(r"(?:%| điểm)$", "", canonical):
        yield f"{indicator} {year} is {canonical}, told as {told}"


def _verdict(text: str, level: str, indicator: str, year: int) -> Iterator[str]:
    told = LEVELS.get(text) or LEVELS.get(text[:1].upper() + text[1:])
    if told is not None and told != level:
        yield f"{indicator} {year} is {level}, told as “{text}”"
