"""Faults of rows: the one translation of pydantic's errors into the words of somebody who edits a file or a form."""

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import ValidationError

from cchc_metrics.catalog import models
from cchc_metrics.catalog.dictionary import key_of
from cchc_metrics.faults import Fault, nearest


def faults_of(model: type[models.Row], place: str, error: ValidationError) -> list[Fault]:
    """The faults of a row that is no `model`, in the order in which pydantic found them."""
    details = error.errors()
    return [fault_of(model, place, detail) for detail in details if not follows(detail, details)]


def follows(detail: Any, details: Iterable[Any]) -> bool:
    """True for a list that is called too short only because an entry of it is at fault."""
    path = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in details
    )


def fault_of(model: type[models.Row], place: str, detail: Any) -> Fault:
    """A pydantic error in the words of somebody who edits the file."""
    path = [str(step) if isinstance(step, str) else f"[{step + 1}]" for step in detail["loc"]]
    where = f"{place} · {'.'.join(path).replace('.[', '[')}" if path else place
    value = f"«{detail['input']}»"
    match detail["type"]:
        case "missing":
            expected, remedy = "khóa bắt buộc có giá trị", "thêm khóa vào bảng"
            if key := key_of(_model_at(model, path[:-1]), path[-1]):
                expected, remedy = key.text, f"{remedy}, ví dụ {key.name} = {key.example}"
            return Fault("missing-value", where, "thiếu khóa này", expected, remedy)
        case "extra_forbidden":
            names = sorted(_model_at(model, path[:-1]).model_fields)
            return Fault(
                "unknown-key",
                where,
                f"không có khóa nào tên «{path[-1]}»{nearest(path[-1], names)}",
                "một trong: " + ", ".join(names),
                "sửa tên khóa hoặc bỏ khóa",
            )
        case "literal_error":
            near = nearest(str(detail["input"]), _choices(detail).split(", "))
            problem = f"{value} không phải giá trị được dùng{near}"
            return Fault("unknown-value", where, problem, expected_words(detail), "chọn một giá trị đã nêu")
        case "value_error":
            return Fault(
                "contradiction", where, str(detail["ctx"]["error"]), "bảng đúng với loại của nó", "sửa khóa đã nêu"
            )
        case "string_pattern_mismatch":
            return Fault(
                "unusable-value",
                where,
                f"{value} không đúng dạng",
                "mã chỉ gồm a-z, 0-9 và dấu gạch nối; chữ không có khoảng trắng ở hai đầu",
                "viết lại theo dạng đó",
            )
        case _:
            return Fault("unusable-value", where, f"{value} không dùng được", expected_words(detail), "sửa giá trị")


def expected_words(detail: Any) -> str:
    """What was expected where pydantic found an error, for a fault of any file or form (Vietnamese)."""
    if detail["type"] == "literal_error":
        return f"một trong: {_choices(detail)}"
    return EXPECTATIONS.get(detail["type"], "giá trị đúng loại của ô này").format(**detail.get("ctx", {}))


def _choices(detail: Any) -> str:
    return str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")


EXPECTATIONS = (
    {
        "missing": "phải có",
        "extra_forbidden": "không có mục này",
        "string_type": "chữ trong dấu ngoặc kép",
        "int_type": "số nguyên",
        "float_type": "số, dấu thập phân là dấu chấm",
        "bool_type": "true hoặc false",
        "date_type": "ngày dạng 2022-01-28, không có ngoặc kép",
        "tuple_type": "danh sách trong ngoặc vuông",
        "model_type": "bảng con có các khóa",
        "greater_than_equal": "số từ {ge} trở lên",
        "less_than_equal": "số không quá {le}",
        "multiple_of": "số nguyên",
        "int_parsing": "số nguyên, không có dấu chấm hay phẩy",
        "int_from_float": "số nguyên",
        "float_parsing": "số, dấu thập phân là dấu chấm",
        "string_too_short": "chữ không rỗng",
        "too_short": "ít nhất một mục",
        "finite_number": "một số hữu hạn",
        "greater_than": "số lớn hơn {gt}",
        "bool_parsing": "có hoặc không",
        "string_too_long": "không quá {max_length} ký tự",
    }
    | dict.fromkeys(
        ("decimal_parsing", "decimal_type", "decimal_max_digits"),
        "một số",
    )
    | dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "một ngày có trong lịch, dạng 28/01/2022 hoặc 2022-01-28",
    )
)


def _model_at(model: type[models.Row], path: Iterable[str]) -> type[models.Row]:
    """The model of the rows at `path` inside a row of `model`; places in lists count for nothing."""
    for step in path:
        if step not in model.model_fields:
            continue
        annotation = model.model_fields[step].annotation
        inner = [annotation, *get_args(annotation)]
        inner += [deep for kind in inner for deep in get_args(kind)]
        rows = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, models.Row)]
        if rows:
            model = rows[0]
    return model
