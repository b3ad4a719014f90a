"""The office's own Word templates: which fields they may use, and what is wrong with one that uses others.

A template is data from a person, so it is only ever read as text with fields, loops and conditions: every other
thing that Jinja could do is refused before anything is rendered, and rendering happens in its sandbox.
"""

import copy
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.run import Run
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateSyntaxError, nodes

from cchc_metrics.documents.letterhead import spell
from cchc_metrics.documents.mould import SANDBOX, Mould
from cchc_metrics.documents.sheets import deterministic
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.workspace import APP

Fields = Mapping[str, Any]
# Where the office keeps its own templates.
TEMPLATES = APP / "data" / "templates"
# What a template may be made of; calls, filters, imports, macros and the rest are not.
GRAMMAR = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
)
TAGS = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
# How many templates are remembered as they were read.
MOST_TEMPLATES = 16
# What every loop knows of itself.
LOOP = {"loop": dict.fromkeys(("index", "first", "last"))}
# The fields of each document, each with what it holds.
LETTERHEAD_FIELDS: Mapping[str, Any] = {
    "co_quan": "tên loại cơ quan ban hành, chữ in hoa",
    "ten_don_vi": "tên đơn vị ban hành, chữ in hoa",
    "so_ky_hieu": "số, ký hiệu; số để trống",
    "dia_danh_ngay": "địa danh và ngày tháng năm",
    "noi_nhan": "danh sách nơi nhận còn hiệu lực ở ngày của văn bản",
    "nguoi_ky": "chỗ trống cho họ tên người ký",
    "kem_theo": "dòng «Kèm theo Báo cáo…» của phụ lục",
    "ten_co_quan": "cơ quan ban hành (UBND …), viết trong câu",
    "trich_yeu": "trích yếu nội dung",
    "dau_trang": "SỐ LIỆU MINH HỌA khi số liệu là minh họa, để trống khi là số thật",
    "chan_trang": "bản số liệu, ngày số liệu, bộ lọc, tình trạng số, viết một dòng",
    "thong_tin": "bốn điều đó, mỗi điều một dòng",
    "mo_dau": "danh sách đoạn mở đầu: căn cứ, kỳ báo cáo",
    "ket_thuc": "câu kết thúc, chưa có dấu «./.»",
    "linh_vuc": {"so": "số thứ tự", "ten": "tên lĩnh vực", "cau": "danh sách câu của lĩnh vực"},
    "tieu_de_phu_luc": "tiêu đề phụ lục, chữ in hoa",
}
PERIODIC_FIELDS: Mapping[str, Any] = {
    **LETTERHEAD_FIELDS,
    "tom_tat": "danh sách câu tóm tắt kết quả, đứng trước mục I",
    "chi_dao": "danh sách câu của mục I",
    "ket_qua": "danh sách câu: kết quả đạt được",
    "ton_tai": "danh sách câu: tồn tại, hạn chế",
    "nguyen_nhan": "danh sách câu: nguyên nhân do công chức ghi, hoặc chỗ trống",
    "phuong_huong": "danh sách câu của mục IV",
    "kien_nghi": "danh sách câu của mục V",
    "ten_ky_truoc": "tên cột so sánh của phụ lục: năm trước hoặc cùng kỳ năm trước",
    "phu_luc": {
        "nhom": "đúng với dòng tên nhóm",
        "stt": "số thứ tự",
        "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính",
        "tu_so": "tử số",
        "mau_so": "mẫu số",
        "ket_qua": "kết quả",
        "can_dat": "mức cần đạt",
        "ky_truoc": "năm trước hoặc cùng kỳ năm trước",
        "ket_luan": "kết luận",
        "ghi_chu": "nguồn, kỳ, ghi chú",
        "dan_nguon": "số của nguồn trong danh sách dưới bảng, ghi chú",
    },
    "nguon_so_lieu": "danh sách nguồn dưới phụ lục, mỗi nguồn một lần với số của nó",
    "co_bao_cao_nhiem_vu": "có khi ít nhất một nhiệm vụ đã có báo cáo, để giữ hay bỏ bảng nhiệm vụ",
    "nhiem_vu": {
        "stt": "số thứ tự",
        "ten": "tên nhiệm vụ",
        "phu_trach": "nơi hoặc chức danh phụ trách ở ngày của văn bản",
        "han": "hạn",
        "tinh_trang": "tình trạng được báo cáo",
        "ghi_chu": "ghi chú của báo cáo nhiệm vụ",
    },
}
FINAL_FIELDS: Mapping[str, Any] = {
    **LETTERHEAD_FIELDS,
    "chi_so": {"so": "số thứ tự", "ten": "tên chỉ số", "cau": "danh sách câu về chuỗi năm của chỉ số"},
    "tom_tat": "danh sách câu tóm tắt kết quả, đứng trước mục I",
    "nhiem_vu_cau": "danh sách câu về nhiệm vụ của kế hoạch",
    "khong_do": "danh sách nội dung mà kế hoạch không đo",
    "con_lai_mo_dau": "danh sách câu dẫn vào việc còn lại",
    "con_lai": "danh sách chỉ tiêu còn lại cho đơn vị kế thừa",
    "danh_gia": "danh sách chỗ trống của đánh giá chung",
    "cac_nam": "danh sách năm của kế hoạch",
    "so_cot": "số cột của một dòng tên nhóm",
    "phu_luc": {
        "nhom": "đúng với dòng tên nhóm",
        "stt": "số thứ tự",
        "ten": "tên chỉ tiêu hoặc tên nhóm",
        "dvt": "đơn vị tính",
        "ke_hoach": "mức của kế hoạch",
        "cac_nam": "danh sách kết quả từng năm",
        "ket_luan": "kết luận năm cuối",
        "nguon": "nguồn và căn cứ",
        "dan_nguon": "số của nguồn trong danh sách dưới bảng, căn cứ",
    },
    "nguon_so_lieu": PERIODIC_FIELDS["nguon_so_lieu"],
    "nhiem_vu": PERIODIC_FIELDS["nhiem_vu"],
}
ONE_PAGE_FIELDS: Mapping[str, Any] = {
    "dau_trang": LETTERHEAD_FIELDS["dau_trang"],
    "chan_trang": LETTERHEAD_FIELDS["chan_trang"],
    "thong_tin": LETTERHEAD_FIELDS["thong_tin"],
    "tieu_de": "tên trang: đơn vị và năm",
    "ngay": "ngày lập và ngày số liệu",
    "thong_diep": "kết luận của năm trong một câu",
    "hinh": "hình các chỉ tiêu theo lĩnh vực",
    "chi_so": {
        "ten": "tên chỉ số",
        "gia_tri": "giá trị",
        "thay_doi": "thay đổi so với năm trước",
        "ket_luan": "hình và kết luận",
        "chuoi": "chuỗi năm",
    },
    "linh_vuc": {"ten": "tên lĩnh vực", "cau": "đạt bao nhiêu chỉ tiêu có số liệu"},
    "chu_y": {"so": "số thứ tự", "ten": "chỉ số, chỉ tiêu", "can_cu": "giá trị và mức cần", "phu_trach": "ai, hạn nào"},
    "y_kien": "câu về phản ánh, kiến nghị: tiếp nhận, đúng hạn, còn chờ; trống nếu không có",
    "quyet_dinh": "danh sách việc đã kết luận, chưa xong",
}
# The points of a criterion in the order of the columns of a scored table.
POINTS = ("toi_da", "tu_cham", "tham_dinh", "khao_sat", "diem")
SELF_ASSESSMENT_FIELDS: Mapping[str, Any] = {
    **{name: entry for name, entry in LETTERHEAD_FIELDS.items() if name not in ("thong_tin", "linh_vuc")},
    "ket_qua": "danh sách câu: điểm và chỉ số của cả bộ tiêu chí",
    "mat_diem": "danh sách tiêu chí mất điểm, mất nhiều trước",
    "no_minh_chung": "danh sách tiêu chí còn nợ tài liệu kiểm chứng",
    "nguyen_nhan": "chỗ trống cho nguyên nhân",
    "giai_phap": "chỗ trống cho giải pháp",
    "phu_luc": {
        "nhom": "đúng với lĩnh vực hoặc tiêu chí có mục con",
        "so": "số",
        "ten": "tên tiêu chí",
        **dict(
            zip(POINTS, ("điểm tối đa", "điểm tự chấm", "điểm thẩm định", "điểm khảo sát", "điểm tính"), strict=True)
        ),
        "cach_tinh": "cách tính, khác biệt với thẩm định",
        "minh_chung": "tài liệu kiểm chứng, giải trình",
    },
}


def read_template(data: bytes, fields: Fields, *, name: str) -> DocxTemplate:
    """The template, when it uses only the fields that it may.

    `fields` are the names it may use, each with None, or with the fields of the rows of a list.
    Raises: FaultError with every unknown field, the nearest known one and where it stands.
    """
    try:
        template = Mould(io.BytesIO(data))
        template.init_docx()
        places = [(place, "".join(words)) for place, words in paragraphs(data)]
        trees = _trees(data)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise FaultError(
            [
                Fault(
                    "unreadable-file",
                    name,
                    "không đọc được như tệp Word .docx",
                    "tệp .docx lưu từ Word",
                    "mở tệp trong Word và lưu lại thành .docx",
                )
            ]
        ) from error
    # What docxtpl makes of a bracket that is never closed may well be read, with half of the page lost.
    faults = [
        _syntax_fault(f"{name}, {place}: “{_shorten(text)}”", "dấu ngoặc mở và đóng không đi đôi")
        for place, text in places
        if any(sign in TAGS.sub("", text) for sign in ("{{", "{%", "}}", "%}"))
    ]
    if faults:
        raise FaultError(faults)
    for tree in trees:
        if isinstance(tree, str):
            faults.append(_syntax_fault(name, tree))
        else:
            faults += _of(tree, {**fields, **LOOP}, places, name)
    if faults:
        raise FaultError(sorted(set(faults)))
    return template


@lru_cache(maxsize=MOST_TEMPLATES)
def _trees(data: bytes) -> tuple[nodes.Template | str, ...]:
    """What a template asks for, a tree a part of it, or what is wrong with its syntax; read once for every document."""
    template = Mould(io.BytesIO(data))
    template.init_docx()
    trees: list[nodes.Template | str] = []
    for xml in _parts(template):
        try:
            trees.append(SANDBOX.parse(template.patch_xml(xml)))
        except TemplateSyntaxError as error:
            trees.append(str(error.message))
    return tuple(trees)


@lru_cache(maxsize=MOST_TEMPLATES)
def paragraphs(data: bytes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every paragraph of a .docx with its place in words: the runs of text in it."""
    document = Document(io.BytesIO(data))
    body = enumerate(document.element.body.iter(qn("w:p")), 1)
    places = [(f"đoạn {number}", paragraph) for number, paragraph in body]
    places += [(what, paragraph) for what, part in _edges(document) for paragraph in part.iter(qn("w:p"))]
    return tuple((what, tuple(text.text or "" for text in one.iter(qn("w:t")))) for what, one in places)


def _edges(document: Any) -> Iterator[tuple[str, Any]]:
    for number, section in enumerate(document.sections, 1):
        for what, edge in (
            ("đầu trang", section.header),
            ("đầu trang đầu tiên", section.first_page_header),
            ("chân trang", section.footer),
            ("chân trang đầu tiên", section.first_page_footer),
        ):
            if not edge.is_linked_to_previous:
                yield f"{what} của phần {number}", edge._element


def _parts(template: DocxTemplate) -> Iterator[str]:
    yield template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.get_part_xml(part)
    # Properties and footnotes are rendered too.
    properties = template.docx.core_properties
    yield "\n".join(
        str(getattr(properties, key) or "")
        for key in ("author", "comments", "identifier", "language", "subject", "title")
    )
    for part in template.docx.part.package.iter_parts():
        if part.partname.endswith("/footnotes.xml"):
            yield part.blob.decode("utf-8")


def _of(node: nodes.Node, fields: Fields, places: list[tuple[str, str]], name: str) -> Iterator[Fault]:
    if not isinstance(node, GRAMMAR):
        yield Fault(
            "template-syntax",
            _place(name, places, type(node).__name__.lower()),
            f"mẫu dùng «{type(node).__name__.lower()}», ngoài những gì mẫu được phép",
            "trường {{ … }}, vòng lặp {% for … in … %} và điều kiện {% if … %}",
            "bỏ lệnh đó khỏi mẫu, chỉ giữ tên trường",
        )
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in fields:
        yield _unknown(node.name, fields, places, name)
    elif isinstance(node, nodes.Getattr):
        yield from _inner(node, fields, places, name)
        return
    elif isinstance(node, nodes.For):
        yield from _of(node.iter, fields, places, name)
        rows = _rows(node.iter, fields)
        if isinstance(node.target, nodes.Name):
            fields = {**fields, node.target.name: rows}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from _of(child, fields, places, name)
        return
    for child in node.iter_child_nodes():
        yield from _of(child, fields, places, name)


def _inner(node: nodes.Getattr, fields: Fields, places: list[tuple[str, str]], name: str) -> Iterator[Fault]:
    if not isinstance(node.node, nodes.Name):
        yield from _of(node.node, fields, places, name)
        return
    if node.node.name not in fields:
        yield _unknown(node.node.name, fields, places, name)
        return
    inner = fields[node.node.name]
    if not isinstance(inner, Mapping) or node.attr not in inner:
        yield _unknown(
            f"{node.node.name}.{node.attr}", [f"{node.node.name}.{key}" for key in inner or ()], places, name
        )


def _rows(node: nodes.Node, fields: Fields) -> Any:
    """The fields of the rows of the list that a loop goes through."""
    if isinstance(node, nodes.Name):
        return fields.get(node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        inner = fields.get(node.node.name)
        return inner.get(node.attr) if isinstance(inner, Mapping) else None
    return None


def _unknown(field: str, fields: Any, places: list[tuple[str, str]], name: str) -> Fault:
    names = [str(key) for key in fields if key not in LOOP]
    return Fault(
        "unknown-key",
        _place(name, places, field),
        f"mẫu có trường «{field}» mà chương trình không biết{nearest(field, names)}",
        "một trong: " + ", ".join(sorted(names)),
        "sửa tên trường trong mẫu bằng Word, hoặc bỏ trường đó",
    )


def _place(name: str, places: list[tuple[str, str]], field: str) -> str:
    """Where a field stands, with the words around it, so that it is found with Word's own search."""
    for place, text in places:
        tags = TAGS.findall(text)
        if any(re.search(rf"(?<![\w.]){re.escape(field)}(?!\w)", tag) for tag in tags):
            return f"{name}, {place}: “{_shorten(text)}”"
    return name


def _syntax_fault(place: str, why: str) -> Fault:
    return Fault(
        "template-syntax",
        place,
        f"mẫu viết sai cú pháp của trường: {why}",
        "mỗi trường nằm trọn trong một đoạn, giữa hai dấu ngoặc: {{ ten_truong }}; mỗi «for», «if» có "
        "«endfor», «endif»",
        "sửa dấu ngoặc hoặc thêm lệnh kết thúc còn thiếu",
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"


BLANK = re.compile(r"(\[cần bổ sung: [^\]]*\])")
BLANK_EDGES = re.compile(r"^\[cần bổ sung: |\]$")
# A picture is as wide as the text of a page.
PICTURE = Mm(165)


def render(template: DocxTemplate, values: Mapping[str, Any], *, title: str, author: str, day: dt.date) -> bytes:
    """The .docx of a template with its fields filled in; the same values give the same bytes."""
    template.render(_values(template, values), SANDBOX)
    document = template.docx
    for table in document.element.body.iter(qn("w:tbl")):
        _leave_out_empty(table)
        _fit(table)
        _keep_signature(table)
        _keep_notes(table)
    _mark_blanks(document.element.body)
    when = dt.datetime.combine(day, dt.time())
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.created = properties.modified = properties.last_printed = when
    # Where the figures come from is for whoever checks the file, not for whoever reads the document.
    about = values.get("thong_tin", ())
    properties.revision, properties.comments = 1, " · ".join(about)[:255]
    properties.keywords = about[0][:255] if about else ""
    out = io.BytesIO()
    document.save(out)
    return deterministic(out.getvalue())


def _values(template: DocxTemplate, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a template takes them: texts as official documents spell them, bytes of a PNG as a picture."""
    return {
        name: InlineImage(template, io.BytesIO(value), width=PICTURE) if isinstance(value, bytes) else spell(value)
        for name, value in values.items()
    }


def _leave_out_empty(table: Any) -> None:
    """Without the columns in which only the head has words; what they leave goes to the widest column."""
    rows = [row.tc_lst for row in table.tr_lst]
    if not _is_headed(table) or any(cell.width is None for cell in rows[0]):
        return
    whole = [row for row in rows if len(row) == len(rows[0])]
    # The name of a group goes over several columns.
    names = [max(row, key=lambda cell: cell.grid_span) for row in rows if row not in whole]
    if any(sum(cell.grid_span for cell in row) != len(rows[0]) for row in rows):
        return
    columns = list(zip(*whole, strict=True))
    empty = [column for column in columns if not any(_words(cell) for cell in column[1:])]
    rest = [column for column in columns if column not in empty]
    if not empty or not rest or any(cell.grid_span <= len(empty) for cell in names):
        return
    room = sum(column[0].width for column in empty)
    for cell in max(rest, key=lambda column: column[0].width):
        cell.width += room
    for column in empty:
        for cell in column:
            cell.getparent().remove(cell)
    for cell in names:
        cell.grid_span -= len(empty)


def _is_headed(table: Any) -> bool:
    """True for a table of figures or tasks: its first row is repeated on every page."""
    return bool(table.tr_lst) and table.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None


def _words(part: Any) -> str:
    return "".join(text.text or "" for text in part.iter(qn("w:t"))).strip()


def _fit(table: Any) -> None:
    """The columns of a table as wide as the cells of its fullest row: a loop over cells changes their number."""
    fullest: list[Any] = max((row.tc_lst for row in table.tr_lst), key=len, default=[])
    columns = table.tblGrid.findall(qn("w:gridCol"))
    if len(fullest) < 2 or any(cell.width is None or cell.grid_span > 1 for cell in fullest):
        return
    for column in columns:
        table.tblGrid.remove(column)
    for cell in fullest:
        table.tblGrid.add_gridCol().w = cell.width


def _keep_signature(table: Any) -> None:
    """The last lines of text on the page of the table that a template keeps them with: no page only of a signature."""
    before = [] if _is_headed(table) else _kept_before(table)
    text = before[-1].getprevious() if before else None
    if text is not None and text.tag == qn("w:p"):
        text.get_or_add_pPr().keepNext_val = True


def _kept_before(table: Any) -> list[Any]:
    """The paragraphs right before a table that are kept with it, the nearest first."""
    paragraphs, before = [], table.getprevious()
    while before is not None and before.tag == qn("w:p") and _holds_next(before):
        paragraphs.append(before)
        before = before.getprevious()
    return paragraphs


def _keep_notes(table: Any) -> None:
    """The lines right below a table of figures, such as its sources, on one page with the last row of the table."""
    if not _is_headed(table):
        return
    notes, below = [], table.getnext()
    while below is not None and below.tag == qn("w:p") and _words(below) and not _holds_next(below):
        notes.append(below)
        below = below.getnext()
    for paragraph in [*(table.tr_lst[-1].iter(qn("w:p")) if notes else ()), *notes[:-1]]:
        paragraph.get_or_add_pPr().keepNext_val = True


def _holds_next(paragraph: Any) -> bool:
    return paragraph.pPr is not None and paragraph.pPr.keepNext is not None


def _mark_blanks(body: Any) -> None:
    """Each blank of a document in a run of its own, in yellow, so that none is sent by mistake.

    What was asked in a place above stands without its brackets, yellow too.
    """
    blanks_above: set[str] = set()
    for blank in [text for text in body.iter(qn("w:t")) if BLANK.search(text.text or "")]:
        run = blank.getparent()
        if run.tag != qn("w:r") or len(list(run.iter(qn("w:t")))) != 1:
            continue
        for piece in _pieces(blank.text):
            piece_run = copy.deepcopy(run)
            text = next(piece_run.iter(qn("w:t")))
            text.text = BLANK_EDGES.sub("", piece) if piece in blanks_above else piece
            text.set(qn("xml:space"), "preserve")
            if BLANK.fullmatch(piece):
                blanks_above.add(piece)
                Run(piece_run, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]
            run.addprevious(piece_run)
        run.getparent().remove(run)


def _pieces(text: str) -> Iterator[str]:
    return (piece for piece in BLANK.split(text) if piece)
