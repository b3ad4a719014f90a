"""Số liệu: hand in, the ledger with undo and approval, what is there and what is owed, and where it comes from."""

from cchc_metrics.text import handing_in
from pages import _address, _coverage, _handing_in, _ledger, _parts

chosen = _parts.choice()
part = _address.pick_part(handing_in.PART, "phan", handing_in.PARTS, default=next(iter(handing_in.PARTS)))

match part:
    case "nop":
        _handing_in.template(chosen)
        _handing_in.files(chosen)
    case "so":
        _ledger.entries(chosen)
        _ledger.acts(chosen)
    case "co":
        _coverage.grid(chosen)
    case _:
        _coverage.sources(chosen)
