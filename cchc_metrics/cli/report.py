"""`cchc report`: the documents that go up and into the meeting, as files."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_metrics.cli.options import (
    BY,
    CAUTION,
    OutFile,
    about_unit,
    line_of,
    location_options,
    place,
    require_name,
    tell_unread_files,
    workspace_of,
    write,
)
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError

if TYPE_CHECKING:
    from cchc_metrics.documents.takeover import Package
    from cchc_metrics.workspace import Workspace


@click.command()
@click.argument("kind")
@about_unit
@click.option("--period", "year", type=int, required=True, help="Năm của báo cáo, ví dụ 2024.")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Ngày ghi trên văn bản; mặc định là hạn gửi của kỳ, hoặc ngày cuối năm.",
)
@click.option("--as-known", type=click.DateTime(["%Y-%m-%d"]), help="Chỉ tính những gì đã nộp đến hết ngày này.")
@click.option("--approved-only", is_flag=True, help="Chỉ tính số liệu đã phê duyệt.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Mẫu Word khác thay cho mẫu trong data/templates.",
)
@click.argument("out", type=OutFile())
def report(
    workspace: "Workspace",
    *,
    kind: str,
    unit: str,
    year: int,
    day: dt.datetime | None,
    as_known: dt.datetime | None,
    approved_only: bool,
    template: Path | None,
    out: Path,
) -> None:
    """Lập một văn bản và ghi ra tệp OUT.

    KIND là một kỳ báo cáo của kế hoạch (quy-1, 6-thang, quy-3, nam): OUT.docx là báo cáo, OUT.xlsx là phụ lục của kỳ;
    tong-ket: tổng kết giai đoạn (.docx); tu-danh-gia: tự đánh giá, chấm điểm (.docx); mot-trang: một trang cho lãnh đạo
    (.docx, .pdf); phu-luc: phụ lục thống kê của năm (.xlsx); trinh-chieu: tệp trình chiếu của năm (.pptx); cac-don-vi,
    với kế hoạch giao cho nhiều đơn vị: mọi đơn vị, tổng chung, ai còn nợ gì và mỗi đơn vị một trang (.xlsx).
    """
    from cchc_metrics.documents import reports

    kinds = reports.kinds(workspace.catalog)
    require_name("loại văn bản", kind, kinds)
    form = out.suffix.removeprefix(".").lower()
    if form not in kinds[kind][1]:
        raise click.UsageError(f"«{kind}» ghi được ra: {', '.join(f'.{name}' for name in kinds[kind][1])}")
    request = reports.request(
        workspace,
        kind=kind,
        unit=unit,
        year=year,
        day=day.date() if day else None,
        as_known=as_known.date() if as_known else None,
        approved_only=approved_only,
    )
    write(out, reports.document(workspace, request, form, template))
    tell_unread_files(workspace.store)
    click.echo(out)


@click.command()
@about_unit
@click.argument("out", metavar="OUT.zip", type=OutFile())
def handover(workspace: "Workspace", *, unit: str, out: Path) -> None:
    """Đóng gói bàn giao: số liệu, nguồn, sổ, tệp đã nộp, kế hoạch, từ điển dữ liệu."""
    from cchc_metrics.documents.handover import pack

    package, code = pack(workspace, unit)
    write(out, package)
    tell_unread_files(workspace.store)
    click.echo(f"Đã đóng gói {_count(package)} tệp vào {out}. Mã gói: {code}.")


@click.command("handover-in")
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@BY
def handover_in(folder: Path | None, plan: str | None, file: Path, by: str) -> None:
    """Đọc gói bàn giao vào một thư mục làm việc trống.

    Nêu --plan của một kế hoạch khác thì số liệu, số đếm, việc còn mở, kết quả chấm điểm mà kế hoạch đó cũng có được
    ghi vào sổ của nó, phần còn lại được nêu ra.
    """
    from cchc_metrics.documents.handover import unpack
    from cchc_metrics.documents.takeover import open_package

    package = file.read_bytes()
    other = location_options(folder, plan)[1]
    content = open_package(package, file.name)
    if other is not None and other != content.plan:
        _into_another_plan(workspace_of(folder, plan), content, by)
        return
    target = workspace_of(folder, plan).folder
    received = unpack(package, file.name, target)
    workspace = workspace_of(target, received.plan)
    click.echo(
        f"Đã đọc gói của {workspace.catalog.units[received.unit].name}: {received.entries} bút toán, "
        f"{received.files} tệp. Mã gói: {received.code}."
    )
    if received.own_plan:
        click.echo("Kế hoạch hoặc số liệu đi kèm trong gói khác với bản cài này, nên được giữ trong thư mục làm việc.")
    click.echo(
        "Chú ý: bản chương trình này tính khác gói ở {tables}.".format(tables=", ".join(received.different))
        if received.different
        else "Kết luận tính lại giống hệt trong gói."
    )


def _into_another_plan(workspace: "Workspace", package: "Package", by: str) -> None:
    """Record what a package and another plan have in common; what this plan does not have is named on stderr."""
    from cchc_metrics.documents.takeover import take_over

    result = take_over(workspace, package, by=by)
    for caution in result.cautions:
        click.echo(f"Lưu ý: {caution}", err=True)
    numbers = ", ".join(str(entry.number) for entry in result.entries)
    click.echo(f"bút toán {numbers}: {'; '.join(result.lines)}" if numbers else "; ".join(result.lines))


def _count(package: bytes) -> int:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return len(archive.namelist())


@click.command()
@place
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--unit",
    "units",
    multiple=True,
    help="Mã đơn vị, có thể lặp lại; mặc định là đơn vị của kế hoạch, đơn vị cấp trên của nó và cả nước.",
)
@click.option("--illustrative", is_flag=True, help="Công bố cả số liệu minh họa, có đánh dấu ở mọi trang.")
@click.option("--address", help="Địa chỉ mà trang sẽ có trên mạng, để viết vào mã nhúng của thẻ.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày công bố để xét ngày cấm; mặc định hôm nay.")
def publish(
    folder: Path | None,
    plan: str | None,
    target: Path,
    units: tuple[str, ...],
    illustrative: bool,
    address: str | None,
    on: dt.datetime | None,
) -> None:
    """Làm trang công khai chỉ gồm số liệu đã duyệt và đến ngày công bố."""
    from cchc_metrics.documents import site
    from cchc_metrics.documents.request import FilledBlanks
    from cchc_metrics.text import words

    workspace = workspace_of(folder, plan)
    for unit in units:
        require_name("đơn vị", unit, workspace.catalog.units)
    day = on.date() if on else today()
    scope = site.Scope(units or site.around(workspace.catalog), (address or words.ADDRESS).rstrip("/"))
    with workspace.publishable(on=day, illustrative=illustrative) as publishable:
        catalog = workspace.catalog
        posts = catalog if catalog.is_for_many else FilledBlanks(workspace.folder).plan(catalog, catalog.plan.unit)
        for fault in () if catalog.is_for_many else FilledBlanks(workspace.folder).damage():
            click.echo(CAUTION.format(text=line_of(fault)), err=True)
        files = site.files(publishable, posts, scope)
        site.install(files, target)
        tell_unread_files(workspace.store)
        click.echo(f"Đã công bố {len(files)} tệp ở {target}, phiên bản số liệu {publishable.fingerprint}.")


@click.command()
@about_unit
@click.option("--year", type=int, help="Năm; mặc định là năm mới nhất có số liệu.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày để xét việc quá hạn; mặc định hôm nay.")
@click.argument("out", metavar="OUT.pptx", type=OutFile())
def slides(workspace: "Workspace", *, unit: str, year: int | None, on: dt.datetime | None, out: Path) -> None:
    """Làm tệp trình chiếu .pptx theo thứ tự của chế độ trình chiếu."""
    from cchc_metrics import metrics
    from cchc_metrics.documents.letterhead import approval
    from cchc_metrics.documents.slides import deck

    store = workspace.store
    tell_unread_files(store)
    newest = metrics.span(store, unit=unit).last_year or workspace.catalog.plan.last_year
    data = deck(
        store,
        workspace.catalog,
        unit=unit,
        year=newest if year is None else year,
        on=on.date() if on else today(),
        approval=approval(workspace.ledger.entries(), store, unit),
    )
    write(out, data)
    click.echo(str(out))


OUT = click.argument("out", metavar="OUT.xlsx", type=OutFile())


@click.command()
@about_unit
@click.option("--year", type=int, required=True, help="Năm của số liệu.")
@click.option("--owner", help="Chỉ phần của một chức danh, ví dụ tu-phap-ho-tich.")
@click.option("--filled", "with_figures", is_flag=True, help="Điền sẵn số liệu đã nộp của năm đó.")
@OUT
def template(workspace: "Workspace", *, unit: str, year: int, owner: str | None, with_figures: bool, out: Path) -> None:
    """Ghi sổ mẫu để điền số liệu của một đơn vị, một năm."""
    from cchc_metrics.documents.workbook import template as empty_workbook

    require_name("chức danh", owner, workspace.catalog.owners)
    write(out, empty_workbook(workspace, unit=unit, year=year, owner=owner, with_figures=with_figures).data)
    click.echo(out)


@click.command()
@place
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OUT
@click.option("--unit", help="Mã đơn vị, để xét cả với số liệu đã nộp.")
def mark(folder: Path | None, plan: str | None, file: Path, out: Path, unit: str | None) -> None:
    """Ghi lại tệp đã cho với mọi lỗi đánh dấu ngay ở ô của nó."""
    from cchc_metrics.documents.fault_marks import mark_faults
    from cchc_metrics.intake import read

    workspace = workspace_of(folder, plan)
    require_name("đơn vị", unit, workspace.catalog.units)
    data = file.read_bytes()
    faults: Sequence[Fault] = ()
    cautions: Sequence[Fault] = ()
    try:
        cautions = (
            read(file.name, data, workspace.catalog).cautions
            if unit is None
            else workspace.preview([file], unit_id=unit).cautions
        )
    except FaultError as error:
        faults, cautions = error.faults, error.cautions
    write(out, mark_faults(file.name, data, faults, cautions).data)
    click.echo(f"{out}: {len(faults)} lỗi, {len(cautions)} lưu ý")
