"""Who may do what when the dashboard is open to others: e-mails with their roles, from a file of the working folder."""

import getpass
import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ValidationError

from cchc_metrics.catalog.keys import faults_of
from cchc_metrics.catalog.loader import tables_of
from cchc_metrics.catalog.models import Id, Row
from cchc_metrics.faults import Fault, FaultError, nearest

# Each act includes those before it, so a role is the furthest act that a person may do.
Act = Literal["xem", "nhập", "duyệt", "quản trị"]
ACTS: tuple[Act, ...] = get_args(Act)
# The steps of scoring. Who appraises and who publishes may be told apart, because they are other offices as a rule.
ScoringAct = Literal[
    "mở đợt",
    "phân công",
    "nhập kết quả",
    "duyệt kết quả",
    "thẩm định",
    "tổng hợp",
    "công bố",
    "mở lại",
    "bảng cấp trên",
]
# By the name of the step in the ledger; then the role that includes it, for whom the file says nothing else.
SCORING: Mapping[str, ScoringAct] = dict(
    zip(
        ("open", "assign", "enter", "approve", "appraise", "total", "publish", "reopen", "peers"),
        get_args(ScoringAct),
        strict=True,
    )
)
ROLE_OF: Mapping[str, Act] = {
    act: "nhập" if step in ("enter", "total", "peers") else "duyệt" for step, act in SCORING.items()
}
FILE = "rights.toml"
NAMELESS = "người dùng không tên"


def user_of_machine() -> str:
    """The user of this machine by their login name; a word where the machine has none, as in many containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return NAMELESS


class Refusal(FaultError):
    """An act that the person asking may not do; nothing was done."""

    def __init__(self, act: Act | ScoringAct, who: str | None, units: Sequence[str] = ()) -> None:
        """`units` are the names of those that the act is about."""
        self.act = act
        role = ROLE_OF.get(act)
        enough = "trở lên" if role is None else f"(vai «{role}» trở lên có, nếu tệp quyền không ghi khác)"
        about = f" cho {', '.join(units[:3])}{' …' if len(units) > 3 else ''}" if units else ""
        super().__init__(
            [
                Fault(
                    "no-right",
                    who or "người dùng chưa đăng nhập",
                    f"không có quyền «{act}»{about}",
                    f"đăng nhập bằng thư điện tử có quyền «{act}» {enough}{about}, hoặc làm việc ngay trên máy chủ",
                    f"nhờ người quản trị ghi thư điện tử ấy vào tệp {FILE} của thư mục làm việc",
                )
            ]
        )


class FileAtFault(Refusal):
    """Nobody may do anything over the network while the file of roles is at fault; its words are not for everybody."""

    def __init__(self, act: Act | ScoringAct) -> None:
        self.act = act
        FaultError.__init__(
            self,
            [
                Fault(
                    "no-right",
                    FILE,
                    "tệp quyền có lỗi nên chưa ai dùng được qua mạng",
                    "tệp quyền không có lỗi",
                    "nhờ người quản trị chạy «cchc check» trên máy chủ, nơi nêu từng lỗi, rồi sửa tệp",
                )
            ],
        )


def _with_at(address: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError(f"«{address}» không phải là địa chỉ thư điện tử")
    return address


class Person(Row):
    """One person by the e-mail of the login.

    `units` are those that the person may act for, each with the units beneath it: a province with its communes. Left
    out, the person may act for every unit, and for none with an empty list. Whoever may look sees all units. `scoring`
    are the steps of scoring that the person may take, whatever the role; left out, those that the role includes.
    """

    email: Annotated[str, AfterValidator(_with_at)]
    role: Act
    units: tuple[Id, ...] | None = None
    scoring: tuple[ScoringAct, ...] | None = None

    def does(self, act: Act | ScoringAct) -> bool:
        """True for what the role includes, or for a step of scoring that is said to be the person's."""
        if act in ROLE_OF and self.scoring is not None:
            return act in self.scoring
        return ACTS.index(self.role) >= ACTS.index(ROLE_OF.get(act, act))

    def covers(self, line: Sequence[str]) -> bool:
        """True for a unit that the person may act for; `line` is the unit and those that it belongs to."""
        return self.units is None or not set(self.units).isdisjoint(line)


class Rights(Row):
    """Roles by person, and whether figures may be seen without a login.

    Left out, `view_without_login` means yes while no login is set up, because then nobody could see anything.
    """

    view_without_login: bool | None = None
    person: tuple[Person, ...] = ()

    def allow(
        self, act: Act | ScoringAct, email: str | None, *, login: bool, lines: Iterable[Sequence[str]] = ()
    ) -> bool:
        """True when the person with this e-mail may do it over the network; None is somebody not logged in.

        `lines` are the units that the act is about, each with those that it belongs to (`Catalog.line`). `login` says
        whether the server has a login at all: without one, nobody does more than look.
        """
        if act == "xem" and (self.view_without_login if self.view_without_login is not None else not login):
            return True
        if not login or email is None:
            return False
        person = next((one for one in self.person if one.email.casefold() == email.casefold()), None)
        if person is None or not person.does(act):
            return False
        return act == "xem" or all(map(person.covers, lines))


def load_rights(folder: Path, units: Collection[str] | None = None) -> Rights:
    """The roles of a working folder; nobody has one while there is no file. `units` are those that the plan knows.

    Raises: FaultError with every fault of the file.
    """
    path = folder / FILE
    if not path.exists():
        return Rights()
    tables = tables_of(FILE, path.read_bytes())
    people = tables.get("person", [])
    if isinstance(people, list):
        tables["person"] = tuple(map(_frozen, people))
    try:
        rights = Rights.model_validate(tables)
    except ValidationError as error:
        raise FaultError(faults_of(Rights, FILE, error)) from None
    faults = [*_duplicates(rights), *(() if units is None else _unknown_units(rights, units))]
    if faults:
        raise FaultError(faults)
    return rights


def is_own_machine(address: str | None) -> bool:
    """True for an address that only this machine can reach; no address stands for every one.

    >>> is_own_machine("127.0.0.1"), is_own_machine("0.0.0.0"), is_own_machine(None)
    (True, False, False)
    """
    if address == "localhost":
        return True
    try:
        return address is not None and ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _duplicates(rights: Rights) -> Iterator[Fault]:
    emails: set[str] = set()
    for number, one in enumerate(rights.person, 1):
        email = one.email.casefold()
        if email in emails:
            yield Fault(
                "duplicate-id",
                f"{FILE} · [[person]] thứ {number}",
                f"«{one.email}» đã có ở trên",
                "mỗi người một vai",
                "bỏ một dòng",
            )
        emails.add(email)


def _frozen(person: Any) -> Any:
    """A person as TOML gives it, its lists as tuples."""
    if not isinstance(person, dict):
        return person
    return {key: tuple(value) if isinstance(value, list) else value for key, value in person.items()}


def _unknown_units(rights: Rights, units: Collection[str]) -> Iterator[Fault]:
    for number, one in enumerate(rights.person, 1):
        for unit in one.units or ():
            if unit not in units:
                yield Fault(
                    "unknown-unit",
                    f"{FILE} · [[person]] thứ {number} · units",
                    f"không có đơn vị nào mã «{unit}»{nearest(unit, units)}",
                    "mã đơn vị có trong kế hoạch",
                    "sửa mã, hoặc bỏ dòng units để cho mọi đơn vị",
                )
