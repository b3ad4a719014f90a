"""Who may do what over the network, by the file of roles."""

from pathlib import Path

import pytest

from cchc_metrics.faults import FaultError
from cchc_metrics.rights import ACTS, NAMELESS, Rights, is_own_machine, load_rights, user_of_machine

FILE = """
[[person]]
email = "An@xa.example"
role = "nhập"

[[person]]
email = "binh@xa.example"
role = "duyệt"
"""


def test_who_has_no_name_on_the_machine_has_a_word_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    # A user id without an entry, as a container is started with.
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)

    assert user_of_machine() == NAMELESS


def written(folder: Path, text: str) -> Rights:
    (folder / "rights.toml").write_text(text, encoding="utf-8")
    return load_rights(folder)


@pytest.mark.parametrize(
    ("email", "may"),
    [
        ("an@xa.example", ["xem", "nhập"]),
        ("BINH@xa.example", ["xem", "nhập", "duyệt"]),
        ("la@xa.example", []),
        (None, []),
    ],
)
def test_a_role_includes_those_before_it(tmp_path: Path, email: str | None, may: list[str]) -> None:
    rights = written(tmp_path, FILE)

    assert [act for act in ACTS if rights.allow(act, email, login=True)] == may


def test_without_a_login_a_network_server_is_read_only(tmp_path: Path) -> None:
    rights = written(tmp_path, FILE)

    assert [act for act in ACTS if rights.allow(act, "binh@xa.example", login=False)] == ["xem"]
    assert [act for act in ACTS if load_rights(tmp_path / "none").allow(act, None, login=False)] == ["xem"]


@pytest.mark.parametrize(
    ("words", "login", "seen"),
    [
        ("true", True, True),
        ("true", False, True),
        ("false", True, False),
        ("false", False, False),
    ],
)
def test_whether_a_login_is_needed_to_look_is_what_the_file_says(
    tmp_path: Path, words: str, *, login: bool, seen: bool
) -> None:
    assert written(tmp_path, f"view_without_login = {words}\n").allow("xem", None, login=login) is seen


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('[[person]]\nemail = "an@x.vn"\nrole = "nhâp"\n', "role", "có phải là «nhập»?"),
        ('[[person]]\nemail = "an"\nrole = "nhập"\n', "email", "không phải là địa chỉ thư điện tử"),
        ('[[person]]\nemial = "an@x.vn"\nrole = "nhập"\n', "emial", "có phải là «email»?"),
        ("view_without_login = 1\n", "view_without_login", "true hoặc false"),
        ("[[person]\n", "rights.toml", "TOML"),
        (FILE + '[[person]]\nemail = "an@xa.example"\nrole = "xem"\n', "thứ 3", "đã có ở trên"),
    ],
)
def test_a_fault_of_the_file_is_told_where_it_stands(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(FaultError) as refusal:
        written(tmp_path, text)

    assert any(place in fault.place and words in str(fault) for fault in refusal.value.faults), str(refusal.value)


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "rights.toml").write_bytes(b"\xef\xbb\xbf" + FILE.encode())

    assert load_rights(tmp_path) == written(tmp_path, FILE)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.1.4", False),
        (None, False),
        ("", False),
        ("unix:///run/x", False),
    ],
)
def test_only_a_loopback_address_is_this_machine_alone(address: str | None, *, own: bool) -> None:
    assert is_own_machine(address) is own


UNITS = """
[[person]]
email = "xa@tinh.example"
role = "duyệt"
units = ["xa-a"]

[[person]]
email = "tinh@tinh.example"
role = "duyệt"
units = ["tinh-a"]
"""
# Each unit with those that it belongs to.
A, B, ELSEWHERE = ("xa-a", "tinh-a"), ("xa-b", "tinh-a"), ("xa-c", "tinh-b")


@pytest.mark.parametrize(
    ("email", "lines", "may"),
    [
        ("xa@tinh.example", [A], True),
        ("xa@tinh.example", [B], False),
        # Một tệp của hai xã: xã chỉ nộp cho mình, tỉnh nộp và duyệt cho mọi xã của tỉnh.
        ("xa@tinh.example", [A, B], False),
        ("tinh@tinh.example", [A, B], True),
        ("tinh@tinh.example", [A, ELSEWHERE], False),
    ],
)
def test_a_person_acts_for_units_and_those_beneath_them(
    tmp_path: Path, *, email: str, lines: list[tuple[str, ...]], may: bool
) -> None:
    rights = written(tmp_path, UNITS)

    assert rights.allow("nhập", email, login=True, lines=lines) is may
    assert rights.allow("duyệt", email, login=True, lines=lines) is may
    assert rights.allow("xem", email, login=True, lines=lines)


def test_a_unit_that_the_plan_does_not_know_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "rights.toml").write_text(UNITS, encoding="utf-8")

    with pytest.raises(FaultError) as refusal:
        load_rights(tmp_path, ["xa-a", "xa-b"])

    assert [fault.place for fault in refusal.value.faults] == ["rights.toml · [[person]] thứ 2 · units"]
