"""Roles, units and titles as people say them."""

from dvctt.kernel import Role
from dvctt.web.wording.names import role_at, unit_name


def test_a_desk_is_named_once(db: None) -> None:
    """“Bộ phận Một cửa, Bộ phận Một cửa của Bộ” stood after the title “Chuyên viên Bộ phận Một cửa”."""
    assert role_at(Role.DESK, "MOTCUA") == unit_name("MOTCUA")
    assert role_at(Role.APPRAISER, "TNN-CP") == f"Người thẩm định, {unit_name('TNN-CP')}"
