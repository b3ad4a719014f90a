"""`cchc score`: the Chỉ số CCHC scored from the command line, each step of an assessment as a ledger entry."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cchc_metrics.cli.options import BY, FORMAT, OutFile, about_unit, place, require_name, workspace_of, write
from cchc_metrics.faults import Fault, FaultError

if TYPE_CHECKING:
    from cchc_metrics.workspace import Workspace
    from cchc_metrics.workspace.scoring import ScorePreview

SET = click.option("--set", "criteria", help="Mã bộ tiêu chí; mặc định là bộ đầu tiên của đơn vị.")
YEAR = click.option("--year", type=int, required=True, help="Năm chấm điểm.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
WHY = click.option("--why", default="", help="Lý do làm một bước khi bước trước chưa làm, hoặc mở lại đợt đã công bố.")
DAY = click.DateTime(["%Y-%m-%d"])
BRIEF = ("number", "name", "maximum", "self_points", "appraised_points", "survey_points", "points", "lost", "state")


def about(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name an assessment; the command is given its working folder, unit, set and year."""

    @about_unit
    @YEAR
    @SET
    @wraps(command)
    def with_assessment(workspace: "Workspace", *, unit: str, year: int, criteria: str | None, **options: Any) -> None:
        from cchc_metrics import metrics

        names = list(dict.fromkeys(metrics.criteria_sets(workspace.store, unit=unit)["set_id"]))
        require_name("bộ tiêu chí", criteria, names)
        if not names:
            raise click.UsageError(f"không có bộ tiêu chí nào cho cấp của «{unit}»")
        command(workspace, unit=unit, criteria=criteria or names[0], year=year, **options)

    return with_assessment


@click.group()
def score() -> None:
    """Chấm điểm Chỉ số cải cách hành chính."""


@score.command()
@about
@FORMAT
def show(workspace: "Workspace", *, unit: str, criteria: str, year: int, format_: Any) -> None:
    """Cây tiêu chí đã chấm, mỗi mục một dòng, chỉ số, và các bước đã làm."""
    from cchc_metrics import metrics
    from cchc_metrics.cli.options import as_text
    from cchc_metrics.views.scoring import way

    rows = metrics.score_tree(workspace.store, unit=unit, criteria=criteria, year=year)
    if format_ == "table":
        for mark in rows["mark"].dropna().unique():
            click.echo(f"*** {mark} ***")
        _print_total(workspace, unit, criteria, year)
    flat = rows.drop(columns=["steps", "cautions", "evidence"])
    click.echo(as_text(flat, format_, brief=BRIEF))
    if format_ == "table":
        side = way(metrics.score_steps(workspace.store, unit=unit, criteria=criteria, year=year), year)
        click.echo("\n  ".join((f"{side.head}:", *side.lines)))


@score.command()
@about
@click.argument("criterion", required=False)
def explain(workspace: "Workspace", *, unit: str, criteria: str, year: int, criterion: str | None) -> None:
    """Vì sao mỗi tiêu chí (hoặc một tiêu chí, theo mã hay số) được số điểm đó, và đạt thêm thì được gì."""
    from cchc_metrics import metrics
    from cchc_metrics.text import score_sentence
    from cchc_metrics.text.rows import CriterionRow, records

    tree = metrics.score_tree(workspace.store, unit=unit, criteria=criteria, year=year)
    rows = [row for row in records(tree, CriterionRow) if row["is_leaf"]]
    if criterion is not None:
        require_name("tiêu chí", criterion, [key for row in rows for key in (row["criterion_id"], row["number"])])
        rows = [row for row in rows if criterion in (row["criterion_id"], row["number"])]
    for row in rows:
        click.echo(f"{row['number']} {row['name']}: {score_sentence.explain(row)}")
        for sentence in (score_sentence.rule(row), score_sentence.difference(row), score_sentence.gain(row)):
            if sentence and criterion is not None:
                click.echo(f"  {sentence}")


@score.command()
@about
@click.option("--owner", help="Mã chức danh: chỉ các tiêu chí của chức danh đó.")
@click.argument("out", type=OutFile())
def template(workspace: "Workspace", *, unit: str, criteria: str, year: int, owner: str | None, out: Path) -> None:
    """Ghi sổ chấm điểm để điền: mỗi tiêu chí một dòng, có cách tính, người phụ trách, kết quả năm trước."""
    from cchc_metrics.documents.scores import score_workbook

    require_name("chức danh", owner, workspace.catalog.owners)
    write(
        out,
        score_workbook(workspace.store, workspace.catalog, unit=unit, criteria=criteria, year=year, owner=owner),
    )
    click.echo(out)


@score.command()
@about
@FILE
@click.argument("out", type=OutFile())
def mark(workspace: "Workspace", *, file: Path, out: Path, **options: Any) -> None:
    """Ghi lại bảng kết quả với mọi lỗi được đánh dấu ở ô; không có lỗi thì nói vậy."""
    from cchc_metrics.documents.fault_marks import mark_faults

    faults: Sequence[Fault] = ()
    try:
        workspace.assessments.check(file, **_of(options))
    except FaultError as error:
        faults = error.faults
    write(out, mark_faults(file.name, file.read_bytes(), faults).data)
    click.echo(f"{len(faults)} lỗi đã đánh dấu ở {out}" if faults else f"Không có lỗi; đã ghi {out}")


@score.command()
@about
@FILE
@BY
@WHY
@click.option("--dry-run", is_flag=True, help="Chỉ xem điểm nào thay đổi, không ghi.")
def submit(workspace: "Workspace", *, file: Path, by: str, why: str, dry_run: bool, **options: Any) -> None:
    """Nhận một bảng kết quả (CSV hoặc sổ tính): tự chấm, thẩm định, khảo sát."""
    from cchc_metrics.text import formats, ledger_words

    if dry_run:
        _print_preview(workspace, workspace.assessments.preview(file, **_of(options), why=why))
        return
    _print_cautions(workspace.assessments.cautions(file, **_of(options)))
    for entry in workspace.assessments.submit(file, **_of(options), by=by, why=why):
        click.echo(f"bút toán {entry.number} · {ledger_words.action(entry.action)} · {formats.person(entry.by)}")
    _print_total(workspace, **options)


@score.command()
@about
@FILE
@BY
def peers(workspace: "Workspace", *, file: Path, by: str, **options: Any) -> None:
    """Nhận bảng điểm các đơn vị của cấp trên."""
    entry = workspace.assessments.peers(file, **_of(options), by=by)
    click.echo(f"bút toán {entry.number}: {len(entry.details['rows'])} đơn vị")


@score.command()
@place
@FILE
@BY
def adopt(folder: Path | None, plan: str | None, file: Path, by: str) -> None:
    """Nhận một bộ tiêu chí từ sổ tính hoặc tệp TOML."""
    entry = workspace_of(folder, plan).assessments.adopt((file.name, file.read_bytes()), by=by)
    click.echo(f"bút toán {entry.number}: bộ {entry.details['set_id']}, từ năm {entry.details['from_year']}")


@score.command("set")
@place
@SET
@YEAR
@click.argument("out", type=OutFile())
def set_(folder: Path | None, plan: str | None, criteria: str | None, year: int, out: Path) -> None:
    """Ghi bộ tiêu chí đang áp dụng ra sổ tính, để sửa thành phiên bản mới."""
    from cchc_metrics.documents.scores import criteria_table

    assessments = workspace_of(folder, plan).assessments
    require_name("bộ tiêu chí", criteria, [version.head.id for version in assessments.sets])
    if criteria is None:
        raise click.UsageError("cần --set")
    write(out, criteria_table(assessments.set_of(criteria, year)))
    click.echo(out)


@score.command()
@about
@BY
@WHY
@click.argument("step", type=click.Choice(["open", "assign", "approve", "total", "publish", "reopen"]))
@click.option("--due", type=DAY, help="Hạn của đợt đánh giá (open), hạn nộp kết quả (assign).")
@click.option("--owner", help="Mã chức danh được giao (assign).")
@click.option(
    "--criterion", "criterion_names", multiple=True, help="Mã hoặc số tiêu chí, lặp lại được (assign, approve)."
)
@click.option("--document", help="Số quyết định công bố (publish).")
@click.option("--date", "date", type=DAY, help="Ngày quyết định (publish).")
@click.option("--dry-run", is_flag=True, help="Chỉ xem công bố làm thay đổi những gì, không ghi (publish).")
def step(
    workspace: "Workspace",
    *,
    by: str,
    why: str,
    step: str,
    due: dt.datetime | None,
    owner: str | None,
    criterion_names: tuple[str, ...],
    document: str | None,
    date: dt.datetime | None,
    dry_run: bool,
    **options: Any,
) -> None:
    """Ghi một bước đánh giá: mở đợt, phân công, duyệt, tổng hợp, công bố, mở lại.

    Làm trước khi bước đứng trước xong thì cần --why; đã công bố thì mở lại (reopen --why) rồi mới làm tiếp.
    """
    from cchc_metrics.criteria import steps

    if dry_run:
        if step != "publish":
            raise click.UsageError("--dry-run chỉ dùng với publish")
        _print_preview(workspace, workspace.assessments.preview_publication(**_of(options)))
        return
    if step == "publish" and (document is None or date is None):
        raise click.UsageError("công bố cần --document và --date")
    if step == "assign" and (owner is None or not criterion_names):
        raise click.UsageError("phân công cần --owner và --criterion")
    here, common = workspace.assessments, {**_of(options), "by": by, "why": why}
    if step == "total":
        entry = here.total(**common)
    elif step == "publish":
        entry = here.publish(**common, document=str(document), date=date.date() if date else dt.date.min)
    else:
        numbers = {row.number: row.key for row in here.set_of(options["criteria"], options["year"]).criteria}
        for name in criterion_names:
            require_name("tiêu chí", name, [*numbers, *numbers.values()])
        values = {
            "owner": owner,
            "due": due and due.date(),
            "criteria": tuple(numbers.get(name, name) for name in criterion_names),
        }
        fields = {key: value for key, value in values.items() if key in steps.STEPS[step].model_fields}
        new_step = steps.step_of(step, {"set_id": options["criteria"], "year": options["year"], **fields})
        entry = here.take(new_step, unit_id=options["unit"], by=by, why=why)
    click.echo(f"bút toán {entry.number} · {step}")


def _of(options: dict[str, Any]) -> dict[str, Any]:
    """What names an assessment, as the workspace calls it."""
    return {"criteria": options["criteria"], "unit_id": options["unit"], "year": options["year"]}


def _print_cautions(cautions: Sequence[Fault]) -> None:
    for caution in cautions:
        click.echo(f"lưu ý: {caution.place}: {caution.problem}; {caution.remedy}")


def _print_preview(workspace: "Workspace", preview: "ScorePreview") -> None:
    """What steps would change: points, the sum, the figures of the index and its verdicts."""
    from cchc_metrics.text import ledger_words, score_sentence
    from cchc_metrics.text.rows import records

    click.echo(score_sentence.total_change(preview.before, preview.after, len(preview.criteria)))
    _print_cautions(preview.cautions)
    for points in records(preview.criteria, score_sentence.PointChangeRow):
        click.echo("  {}: {} {} → {}".format(*score_sentence.point_cells(points)))
    names = workspace.catalog.names_within
    for figure in ledger_words.value_changes(records(preview.figures, ledger_words.FigureChangeRow)):
        click.echo("  {} {}, {}: {} → {}".format(*ledger_words.change_cells(figure, names)))
    for flip in records(preview.flips, ledger_words.FlipRow):
        click.echo(f"  {ledger_words.flip(flip)}")
    click.echo("chưa ghi gì")


def _print_total(workspace: "Workspace", unit: str, criteria: str, year: int) -> None:
    from cchc_metrics import metrics
    from cchc_metrics.text import score_sentence
    from cchc_metrics.text.rows import ScoreTotalRow, records

    totals = metrics.score_totals(workspace.store, unit=unit, criteria=criteria)
    for row in records(totals[totals["year"] == year], ScoreTotalRow):
        click.echo(score_sentence.total(row))
