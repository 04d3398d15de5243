"""The ministry's people in the demonstration: officers with their appointments. All names are made up."""

from dataclasses import dataclass

from dvctt.kernel import Role, Text

DESK = Text(vi="Chuyên viên", en="Officer")
APPRAISER = Text(vi="Chuyên viên", en="Officer")
HEAD = Text(vi="Trưởng phòng", en="Head of division")
DEPUTY_HEAD = Text(vi="Phó trưởng phòng", en="Deputy head of division")
DEPUTY_MINISTER = Text(vi="Thứ trưởng", en="Deputy Minister")
DIRECTOR = Text(vi="Cục trưởng", en="Director")
DEPUTY_DIRECTOR = Text(vi="Phó Cục trưởng", en="Deputy Director")
CLERK = Text(vi="Văn thư", en="Clerk")
OPERATOR = Text(vi="Chuyên viên vận hành Hệ thống", en="System operator")
VETTER = Text(vi="Chuyên viên kiểm tra đăng ký", en="Vetter of registrations")


@dataclass(frozen=True)
class Official:
    """An officer: user name, name, unit, role and title; `line` is the authority by which a competent person signs."""

    username: str
    name: str
    unit: str
    role: Role
    title: Text
    line: str = ""

    @property
    def email(self) -> str:
        """The official address."""
        return f"{self.username}@monre.example"


OPERATORS = (
    Official("cntt.minh", "Đặng Quang Minh", "CNTT", Role.OPERATOR, OPERATOR),
    Official("cntt.ngoc", "Hoàng Bích Ngọc", "CNTT", Role.OPERATOR, OPERATOR),
)

OFFICIALS = (
    *OPERATORS,
    Official("vpb.dung", "Phan Tiến Dũng", "VPB", Role.VETTER, VETTER),
    Official("motcua.lan", "Nguyễn Thị Lan", "MOTCUA", Role.DESK, DESK),
    Official("motcua.tuan", "Lưu Anh Tuấn", "MOTCUA", Role.DESK, DESK),
    Official("tnn.hung", "Trần Quốc Hùng", "TNN-CP", Role.APPRAISER, APPRAISER),
    Official("tnn.linh", "Bùi Khánh Linh", "TNN-CP", Role.APPRAISER, APPRAISER),
    Official("tnn.mai", "Lê Thị Mai", "TNN-CP", Role.HEAD, HEAD),
    Official("tnn.phuc", "Đoàn Hữu Phúc", "TNN-CP", Role.HEAD, DEPUTY_HEAD, "KT. TRƯỞNG PHÒNG"),
    Official("thutruong.thanh", "Võ Văn Thành", "LDB", Role.COMPETENT, DEPUTY_MINISTER, "KT. BỘ TRƯỞNG"),
    Official("vanthu.quynh", "Trịnh Như Quỳnh", "LDB", Role.CLERK, CLERK),
    Official("dd.huong", "Phạm Thu Hương", "DDBD-MC", Role.DESK, DESK),
    Official("dd.binh", "Mai Thanh Bình", "DDBD-MC", Role.DESK, DESK),
    Official("dd.nam", "Đỗ Hoài Nam", "DDBD-QL", Role.APPRAISER, APPRAISER),
    Official("dd.thao", "Vũ Phương Thảo", "DDBD-QL", Role.APPRAISER, APPRAISER),
    Official("dd.ha", "Ngô Thu Hà", "DDBD-QL", Role.HEAD, HEAD),
    Official("cuctruong.cuong", "Dương Mạnh Cường", "DDBD", Role.COMPETENT, DIRECTOR),
    Official("dd.son", "Tạ Hồng Sơn", "DDBD", Role.COMPETENT, DEPUTY_DIRECTOR, "KT. CỤC TRƯỞNG"),
    Official("dd.yen", "Hồ Hải Yến", "DDBD", Role.CLERK, CLERK),
)
