"""How large a file may be, so that reading it takes bounded memory and time, and the faults that say so."""

from cchc_metrics.faults import Fault, FaultsFound

MEGABYTE = 2**20
# A list of dossiers is read by DuckDB in pieces; everything else is held in memory as cells.
BYTES = 60 * MEGABYTE
BYTES_OF_LIST = 512 * MEGABYTE
UNPACKED = 120 * MEGABYTE
PACKED_FILES = 5_000
SHEETS = 200
CELLS = 2_000_000
# A form has a row a field or a procedure; no office has so many.
FORM_ROWS = 10_000
LETTERS = 200_000_000
# More than any commune or country counts in a year; Excel turns what is typed wrong into numbers like 1e308.
COUNT = 1_000_000_000
# A file with thousands of faults has one cause: the first ones tell it.
FAULTS = 200


def too_large(name: str, what: str, most: str) -> FaultsFound:
    """The one fault of a file that passes a limit."""
    return FaultsFound([Fault(name, f"tệp quá lớn: {what}", f"không quá {most}",
                              "nộp riêng từng kỳ, hoặc bỏ các trang, hàng, cột không dùng; danh sách hồ sơ lớn thì "
                              "lưu thành CSV hoặc Parquet")])
