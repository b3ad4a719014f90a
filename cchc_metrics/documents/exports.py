"""A view as a file: picture (PNG, SVG) or rows (CSV, XLSX); the tables of open data, and what each column means."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from pandas import DataFrame
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.charts import look
from cchc_metrics.days import today
from cchc_metrics.documents import sheets
from cchc_metrics.store import Store
from cchc_metrics.text import formats, ledger_words, words
from cchc_metrics.text.formats import harmless
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import sentence
from cchc_metrics.text.words import store_in_view
from cchc_metrics.views import View, ViewRequest
from cchc_metrics.views.view import table

# Columns of a table that stand in a file taken out, so that each row can be told from where it came.
ORIGIN = {"title": "Bảng", "filters": "Bộ lọc", "source": "Nguồn của bảng", "day": "Ngày lấy ra"}
PICTURE = look.Size(1000)
TEXT, NUMBER, WHOLE, DAY, TRUTH = "chữ", "số", "số nguyên", "ngày (yyyy-mm-dd)", "đúng/sai"
OWN_UNIT = "theo measure_unit"
CHANGE_UNIT = "theo measure_unit; với percent là điểm %"
CASES = "đơn vị đếm của chỉ tiêu"

# Column: type, unit of measure, meaning. A column means the same in every table.
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "unit_id": (TEXT, "", "mã đơn vị: tên không dấu"),
    "unit": (TEXT, "", "tên đơn vị"),
    "indicator_id": (TEXT, "", "mã chỉ số hoặc chỉ tiêu"),
    "index_id": (TEXT, "", "mã chỉ số"),
    "tally_id": (TEXT, "", "mã số đếm: số hồ sơ được theo dõi, không có mức cần đạt"),
    "cases": (NUMBER, "hồ sơ", "có bao nhiêu; nhiều kỳ trong năm thì gộp như kế hoạch ghi; trống khi chưa có"),
    "part_id": (TEXT, "", "mã thành phần của chỉ số; trống là cả chỉ số"),
    "breakdown_id": (TEXT, "", "mã cách chia nhóm; trống là toàn bộ"),
    "group_id": (TEXT, "", "mã nhóm; trống là toàn bộ"),
    "name": (TEXT, "", "tên đầy đủ"),
    "short": (TEXT, "", "tên ngắn"),
    "area_id": (TEXT, "", "mã lĩnh vực; chỉ số không thuộc riêng lĩnh vực nào"),
    "year": (WHOLE, "năm", "năm báo cáo: năm mà kỳ số liệu kết thúc"),
    "period_start": (DAY, "", "ngày đầu của kỳ số liệu"),
    "period_end": (DAY, "", "ngày cuối của kỳ số liệu"),
    "numerator": (NUMBER, CASES, "tử số; trống khi chưa có"),
    "denominator": (NUMBER, CASES, "mẫu số; trống khi chưa có"),
    "value": (NUMBER, OWN_UNIT, "giá trị chưa làm tròn; trống khi chưa có số liệu được nêu ở đây, không bao giờ là 0"),
    "measure_unit": (TEXT, "", "đơn vị đo: percent (0–100), points (điểm), ratio (hệ số)"),
    "maximum": (NUMBER, OWN_UNIT, "điểm tối đa, nơi biết"),
    "target": (NUMBER, OWN_UNIT, "mức cần đạt của năm; với «cao hơn năm trước» là giá trị năm trước"),
    "operator": (TEXT, "", "giá trị so với mức cần đạt: >=, <=, =, <, >"),
    "previous": (NUMBER, OWN_UNIT, "giá trị năm trước; trống khi chưa có hoặc không so được"),
    "change": (
        NUMBER,
        CHANGE_UNIT,
        "giá trị trừ giá trị năm trước; của thành phần thì tính theo điểm bị mất nơi điểm tối đa áp dụng thay đổi",
    ),
    "level": (
        TEXT,
        "",
        "kết luận: met đạt, met_within_error đạt trong sai số, missed_within_error chưa đạt trong sai "
        "số, missed chưa đạt, not_due chưa đến hạn, no_data chưa có số liệu, no_previous chưa so được "
        "(thiếu năm trước), no_activity không phát sinh (0/0), "
        "not_comparable không xét",
    ),
    "direction": (
        TEXT,
        "",
        "so với năm trước theo giá trị: up tăng, down giảm, same bằng, no_data, no_previous, not_comparable",
    ),
    "direction_statistical": (TEXT, "", "như direction, đọc theo sai số; inconclusive chưa kết luận, unknown chưa rõ"),
    "pace": (
        TEXT,
        "",
        "nhịp đến hạn: reached đã đạt, on_track kịp, slow chậm, very_slow rất chậm, moving_away đi lùi, "
        "not_assessed không xét",
    ),
    "gap": (NUMBER, CHANGE_UNIT, "chênh với mức cần đạt; âm là còn thiếu"),
    "exceptions": (NUMBER, CASES, "với chỉ tiêu 100 %: số trường hợp chưa đạt"),
    "sample_size": (WHOLE, "phiếu", "số người được hỏi; trống khi không biết hoặc không phải khảo sát"),
    "interval_low": (NUMBER, OWN_UNIT, "đầu dưới của khoảng tin cậy 95 %"),
    "interval_high": (NUMBER, OWN_UNIT, "đầu trên của khoảng tin cậy 95 %"),
    "reported_value": (NUMBER, OWN_UNIT, "giá trị như báo cáo đã in; không dùng thay cho số đếm"),
    "reported_rank": (WHOLE, "hạng", "hạng như đã công bố"),
    "reported_of": (WHOLE, "đơn vị", "số đơn vị được xếp hạng, như đã công bố"),
    "flag": (
        TEXT,
        "",
        "tình trạng số liệu: final chính thức, provisional tạm thời, estimated ước tính, "
        "break có thay đổi nên không so với năm trước, low_reliability độ tin cậy thấp",
    ),
    "method": (TEXT, "", "mã cách tính; hai cách tính khác nhau thì không so với nhau"),
    "source_id": (TEXT, "", "mã nguồn; nhiều nguồn cách nhau bởi dấu +"),
    "as_of": (DAY, "", "ngày mà số liệu được biết"),
    "break_title": (TEXT, "", "thay đổi khiến số của năm này không so được với năm trước"),
    "break_reason": (TEXT, "", "vì sao không so được"),
    "owner_id": (TEXT, "", "mã chức danh phụ trách"),
    "owner": (TEXT, "", "chức danh phụ trách"),
    "kind": (TEXT, "", "loại chỉ tiêu: annual hằng năm, by-year đến năm, ladder bậc thang, rising, falling, milestone"),
    "due_year": (WHOLE, "năm", "năm đến hạn; trống khi năm nào cũng xét"),
    "sentence": (TEXT, "", "câu nói điều mà số liệu cho biết"),
    "mark": (TEXT, "", "«SỐ LIỆU MINH HỌA» khi không phải số thật; trống khi là số thật"),
    "title": (TEXT, "", "tên nguồn"),
    "url": (TEXT, "", "địa chỉ của nguồn trên mạng, nơi có"),
    "from_year": (WHOLE, "năm", "năm đầu mà mức cần đạt này được đặt"),
    "in_force": (TRUTH, "", "mức này đang áp dụng cho năm đó"),
    "cite": (TEXT, "", "văn bản và mục đặt ra"),
    "task_id": (TEXT, "", "mã nhiệm vụ"),
    "state": (TEXT, "", "tình trạng được báo cáo: not_started, in_progress, done, late; trống khi chưa có báo cáo"),
    "due": (DAY, "", "hạn; trống khi kế hoạch không nêu ngày"),
    "note": (TEXT, "", "điều khác mà nguồn ghi"),
    "money": (NUMBER, "theo kế hoạch", "kinh phí kế hoạch dành cho nhiệm vụ; trống khi không nêu"),
    "spent": (NUMBER, "theo kế hoạch", "số tiền đã chi cho nhiệm vụ đến lần báo cáo mới nhất có nêu"),
    "what": (TEXT, "", "việc cuộc họp đã giao"),
    "decided": (DAY, "", "ngày họp"),
    "evidence": (TEXT, "", "văn bản, số liệu làm căn cứ"),
    "recorded_by": (TEXT, "", "người ghi việc vào sổ"),
    "reported": (DAY, "", "ngày báo cáo mới nhất"),
    "entry": (WHOLE, "", "số bút toán trong sổ; 0 là số đi kèm chương trình"),
    "withdrawn": (TRUTH, "", "bút toán đã rút"),
    "place": (TEXT, "", "tệp và dòng hoặc ô"),
    "use": (TEXT, "", "in_use còn hiệu lực, replaced đã có số mới thay, withdrawn đã rút, set_aside không dùng"),
    "number": (WHOLE, "", "số bút toán"),
    "at": (TEXT, "", "lúc ghi, giờ UTC"),
    "by": (TEXT, "", "người ghi"),
    "action": (TEXT, "", "việc: submit nộp, withdraw rút, và các việc khác của sổ"),
    "files": (TEXT, "", "tên các tệp đã nộp"),
    "why": (TEXT, "", "lý do"),
    "hash": (TEXT, "", "mã băm của dòng sổ"),
    "set_back": (WHOLE, "", "bút toán đứng trước mà có ngày giờ sau, khi đồng hồ máy đã lùi"),
    "previous_hash": (TEXT, "", "mã băm của dòng trước"),
    "table": (TEXT, "", "tên bảng"),
    "column": (TEXT, "", "tên cột"),
    "type": (TEXT, "", "kiểu"),
    "measured_in": (TEXT, "", "đơn vị đo"),
    "meaning": (TEXT, "", "ý nghĩa"),
}


def export(kind: str, catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    """The bytes of a view as `kind`, one of KINDS.

    A picture carries its title, filters, source and date; a sheet has exactly the rows of the screen, as numbers.
    Raises: KeyError for an unknown kind, ValueError for a picture of a view that has none.
    """
    return KINDS[kind][1](catalog, request, view)


def filters(catalog: Catalog, request: ViewRequest) -> str:
    """The filters of a view in words."""
    parts = [catalog.units[request.unit].name, f"{words.FILTERS['year']} {request.year}"]
    if request.area is not None:
        parts.append(catalog.areas[request.area].name)
    if request.from_year is not None and request.to_year is not None:
        parts.append(f"{request.from_year} → {request.to_year}")
    if counts := store_in_view(request.as_known, approved_only=request.approved_only):
        parts.append(counts)
    if request.owner is not None:
        parts.append(catalog.owners[request.owner].name)
    if request.state is not None:
        parts.append(ledger_words.DECISION_STATES[request.state])
    if request.breakdown is not None:
        parts.append(f"{words.BREAKDOWN}: {catalog.breakdowns[request.breakdown].name}")
    parts += [catalog.units[unit].name for unit in request.units if unit != request.unit]
    parts += [catalog.indicators[indicator].short for indicator in request.indicators]
    if request.peer is not None:
        parts.append(f"{words.REFERENCE}: {catalog.units[request.peer].name}")
    return " · ".join(parts)


def _svg(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    return _picture(catalog, request, view).encode()


def _png(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    return look.png(_picture(catalog, request, view))


def _picture(catalog: Catalog, request: ViewRequest, view: View) -> str:
    if view.draw is None:
        raise ValueError(view.title)
    source = f"{view.source or words.SOURCE_UNKNOWN} · {ORIGIN['day']}: {formats.day(today())}"
    caption = look.Caption(view.title, filters(catalog, request), source, view.mark, view.notes)
    return look.file(look.svg(view.draw(PICTURE)), caption)


def _csv(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    """The rows, each of which says which table it is of: lines above the heading would keep programs from reading."""
    rows = table(catalog, view)
    origin = {
        "title": view.title,
        "filters": filters(catalog, request),
        "source": view.source,
        "day": formats.day(today()),
    }
    for name, text in origin.items():
        rows[ORIGIN[name]] = text
    for column in rows:
        if not is_numeric_dtype(rows[column]) and not is_datetime64_any_dtype(rows[column]):
            rows[column] = rows[column].map(harmless)
    # With the mark that tells Excel that the file is UTF-8.
    return rows.to_csv(index=False).encode("utf-8-sig")


def _xlsx(catalog: Catalog, request: ViewRequest, view: View) -> bytes:
    rows = table(catalog, view)
    book = sheets.workbook(words.TABLE)
    sheet = book.worksheets[0]
    day = f"{ORIGIN['day']}: {formats.day(today())}"
    head = [line for line in (view.title, filters(catalog, request), view.mark, view.source, day) if line]
    top = sheets.heading(sheet, head, bold=(view.mark,))
    sheets.table(sheet, top, sheets.fit(rows), rows.itertuples(index=False))
    sheets.print_setup(sheet, "landscape", top)
    return sheets.data(book)


KINDS: Mapping[str, tuple[str, Callable[[Catalog, ViewRequest, View], bytes]]] = {
    "png": ("image/png", _png),
    "svg": ("image/svg+xml", _svg),
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}


VERDICTS = (
    "unit_id",
    "unit",
    "indicator_id",
    "name",
    "area_id",
    "year",
    "numerator",
    "denominator",
    "value",
    "measure_unit",
    "target",
    "operator",
    "previous",
    "change",
    "level",
    "direction",
    "direction_statistical",
    "pace",
    "gap",
    "exceptions",
    "sample_size",
    "interval_low",
    "interval_high",
    "reported_value",
    "reported_rank",
    "reported_of",
    "flag",
    "method",
    "source_id",
    "as_of",
    "period_start",
    "period_end",
    "break_title",
    "break_reason",
    "owner",
    "sentence",
    "mark",
)
PARTS = (
    "unit_id",
    "unit",
    "index_id",
    "part_id",
    "name",
    "year",
    "value",
    "maximum",
    "previous",
    "change",
    "direction",
    "flag",
    "method",
    "source_id",
    "reported_rank",
    "reported_of",
    "mark",
)
GROUPS = (
    "unit_id",
    "unit",
    "indicator_id",
    "breakdown_id",
    "group_id",
    "name",
    "year",
    "numerator",
    "denominator",
    "value",
    "mark",
)
SOURCES = ("source_id", "title", "url")
DICTIONARY = ("table", "column", "type", "measured_in", "meaning")


def tables(store: Store, catalog: Catalog, units: Sequence[str]) -> dict[str, DataFrame]:
    """Every table of the figures of some units by its name, the sources that they name, and the dictionary."""
    frames = {
        "chi-so": _for_units(
            catalog,
            units,
            VERDICTS,
            lambda unit: _with_sentences(
                pd.concat([metrics.indices(store, unit=unit, index=index) for index in catalog.indices])
            ),
        ),
        "chi-tieu": _for_units(
            catalog, units, VERDICTS, lambda unit: _with_sentences(metrics.targets(store, unit=unit))
        ),
        "thanh-phan": _for_units(
            catalog,
            units,
            PARTS,
            lambda unit: pd.concat([metrics.parts(store, unit=unit, index=index) for index in catalog.indices]),
        ),
        "nhom": _for_units(catalog, units, GROUPS, lambda unit: _groups(store, unit, catalog)),
    }
    citation = catalog.sources_of(
        cell for frame in frames.values() if "source_id" in frame for cell in frame["source_id"]
    )
    frames["nguon"] = DataFrame(sorted((one.id, one.title, one.url or None) for one in citation), columns=list(SOURCES))
    return frames | {"tu-dien": dictionary(frames)}


def dictionary(frames: Mapping[str, DataFrame]) -> DataFrame:
    """A row a column of every table: its type, its unit of measure and what it means.

    Raises: KeyError for a column that nobody has explained.
    """
    return DataFrame(
        [(table, column, *COLUMNS[column]) for table, frame in frames.items() for column in frame.columns],
        columns=list(DICTIONARY),
    )


def _for_units(
    catalog: Catalog, units: Sequence[str], columns: Sequence[str], ask: Callable[[str], DataFrame]
) -> DataFrame:
    """The answers for several units under one another, each row with the name of its unit."""
    answers = [ask(unit).assign(unit_id=unit, unit=catalog.units[unit].name) for unit in units]
    frames = [answer for answer in answers if len(answer)] or answers[:1]
    whole = pd.concat([answer.astype(object) for answer in frames], ignore_index=True)
    return whole.reindex(columns=list(columns))


def _with_sentences(rows: DataFrame) -> DataFrame:
    return rows.assign(sentence=[sentence(row) for row in records(rows, VerdictRow)])


def _groups(store: Store, unit: str, catalog: Catalog) -> DataFrame:
    mark = words.ILLUSTRATIVE if metrics.illustrative(store, unit=unit) else None
    return pd.concat(
        [
            metrics.groups(store, unit=unit, indicator=indicator).assign(indicator_id=indicator, mark=mark)
            for indicator in catalog.indicators
        ]
    )
