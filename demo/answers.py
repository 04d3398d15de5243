"""Answers to both forms, varied from applicant to applicant so that the rules of the forms hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from demo.organisations import Applicant, any_person

ACTIVITIES = ("lap_de_an", "dia_hinh", "dia_chinh", "hanh_chinh", "vien_tham", "csdl_nen", "anh_hang_khong", "dia_gioi")
DEGREES = ("Kỹ sư trắc địa", "Kỹ sư bản đồ", "Cử nhân bản đồ viễn thám", "Kỹ sư địa tin học")
INSTRUMENTS = (
    "Máy toàn đạc điện tử TS-07",
    "Máy thu GNSS hai tần R8",
    "Máy thủy bình DNA03",
    "Máy bay không người lái",
)
AQUIFERS = ("qp", "qh", "n2", "n13", "qp2-3")
# Where wells stand: X and Y in VN-2000, central meridian of the province, zone of 3 degrees.
FIELDS = {
    "01": (2_337_400, 586_100, "105"), "24": (2_352_800, 398_200, "107"), "33": (2_304_100, 566_300, "105.5"),
    "37": (2_237_900, 594_700, "105"), "96": (1_012_500, 519_300, "104.5"), "66": (1_402_700, 451_800, "108.5"),
    "75": (1_210_300, 409_900, "107.75"), "80": (1_165_200, 558_400, "105.75"), "25": (2_358_900, 561_200, "104.75"),
    "56": (1_355_600, 590_700, "108.25"),
}  # fmt: skip


@dataclass(frozen=True)
class Filing:
    """What is declared and which components are handed in."""

    values: Mapping[str, Any]
    components: tuple[str, ...]


def surveying(applicant: Applicant, random: Random, today: date) -> Filing:
    """A complete application for 1.000082 by an organisation."""
    enterprise = applicant.kind == "enterprise"
    manager = any_person(random, youngest=1985, oldest=1968)
    staff = [_member(random, today, number) for number in range(random.randint(4, 7))]
    values = {
        "ten": applicant.name,
        "loai_hinh": "doanh_nghiep" if enterprise else "don_vi_su_nghiep",
        "co_quan_thanh_lap": random.choice(("bo_nganh", "truc_thuoc_bo_nganh", "truc_thuoc_tong_cong_ty")),
        "giay_to": applicant.identity,
        "ma_so_thue": applicant.tax_code,
        "tru_so": applicant.address,
        "dien_thoai": applicant.phone,
        "email": applicant.email,
        "website": f"https://{applicant.key}.example",
        "dai_dien_ho_ten": applicant.person.name,
        "dai_dien_chuc_vu": applicant.position,
        "dai_dien_cccd": applicant.person.number,
        "danh_muc": sorted(random.sample(ACTIVITIES, random.randint(1, 4))),
        "phu_trach_ho_ten": manager.name,
        "phu_trach_ngay_sinh": manager.born,
        "phu_trach_cccd": manager.number,
        "phu_trach_trinh_do": random.choice(("dai_hoc", "sau_dai_hoc")),
        "phu_trach_chuyen_nganh": "Kỹ thuật trắc địa - bản đồ",
        "phu_trach_nam_kn": str(random.randint(7, 24)),
        "nhan_luc": staff,
        "thiet_bi": _instruments(random, today),
        "cam_ket": True,
    }
    papers = ("bang_phu_trach", "ban_khai_phu_trach", "hop_dong_phu_trach", "van_bang_nhan_vien", "ban_khai_nhan_vien")
    extra = () if enterprise else ("quyet_dinh_chuc_nang",)
    return Filing(values, (*papers, "so_huu_thiet_bi", "kiem_dinh", *extra))


def water(applicant: Applicant, random: Random, _today: date) -> Filing:
    """A complete request for 1.000070 by an organisation or an individual."""
    wells = _wells(applicant, random)
    total = sum((Decimal(well["luu_luong"]) for well in wells), Decimal())
    at_home = max(1, len(wells) - 1)
    other = dict(applicant.address, line="Bãi giếng số 2")
    places = [{"dia_diem": dict(applicant.address, line="Bãi giếng số 1"), "so_gieng_tai_cho": str(at_home)}]
    if len(wells) > at_home:
        places.append({"dia_diem": other, "so_gieng_tai_cho": str(len(wells) - at_home)})
    values = {
        "loai_chu_the": "to_chuc" if applicant.is_organisation else "ca_nhan",
        "ten": applicant.name,
        "dia_chi": applicant.address,
        "dien_thoai": applicant.phone,
        "email": applicant.email,
        "vi_tri": places,
        "so_gieng": str(len(wells)),
        "tong_luu_luong": str(total),
        "thoi_gian": str(random.choice((5, 10))),
        "muc_dich": _purposes(random, total),
        "tang": _aquifers(wells),
        "gieng": wells,
        "cam_ket": True,
    }
    if applicant.is_organisation:
        values |= {"giay_to": applicant.identity, "ma_so_thue": applicant.tax_code}
    else:
        values["so_dinh_danh"] = applicant.person.number
    consulted = ("y_kien_cong_dong",) if total >= 12_000 else ()
    return Filing(values, (random.choice(("bao_cao_hien_trang", "bao_cao_tham_do")), *consulted, "phieu_chat_luong"))


def _member(random: Random, today: date, number: int) -> dict[str, Any]:
    person = any_person(random, youngest=1988 if number == 0 else 1999, oldest=1975)
    graduate = number < 3 or random.random() < 0.5
    years = random.randint(6, 15) if number == 0 else min(random.randint(1, 8), today.year - int(person.born[:4]) - 22)
    return {
        "ho_ten": person.name,
        "ngay_sinh": person.born,
        "cccd": person.number,
        "chuc_vu": "Kỹ sư" if graduate else "Nhân viên đo đạc",
        "trinh_do": "dai_hoc" if graduate else "trung_cap",
        "bang_cap": random.choice(DEGREES) if graduate else "Trung cấp trắc địa",
        "tham_nien": str(max(1, years)),
    }


def _instruments(random: Random, today: date) -> list[dict[str, Any]]:
    until = today + timedelta(days=random.randint(120, 500))
    chosen = random.sample(INSTRUMENTS, random.randint(2, 3))
    rows: list[dict[str, Any]] = [
        {
            "ten_may": name,
            "so_seri": f"{name.split()[-1]}-{random.randrange(10_000, 99_999)}",
            "so_luong": str(random.randint(1, 4)),
            "tinh_trang": "Tốt",
            "kiem_dinh_den": until.isoformat(),
            "so_huu": random.choice(("so_huu", "so_huu", "thue")),
        }
        for name in chosen
    ]
    program = {"ten_may": "Phần mềm biên tập bản đồ", "so_seri": "Không có", "so_luong": "5", "tinh_trang": "Đang dùng"}
    return [*rows, {**program, "so_huu": "so_huu"}]


def _wells(applicant: Applicant, random: Random) -> list[dict[str, Any]]:
    north, east, meridian = FIELDS.get(applicant.place[0], FIELDS["01"])
    wells = []
    for number in range(random.randint(3, 6)):
        top = random.randint(18, 90)
        still = Decimal(random.randint(30, 120)) / 10
        x, y = north + random.randint(0, 1800), east + random.randint(0, 1800)
        wells.append(
            {
                "so_hieu": f"G{number + 1}",
                "toa_do": {"x": str(x), "y": str(y), "meridian": meridian, "zone": 3},
                "luu_luong": str(random.randrange(1_700, 3_400, 50)),
                "che_do": str(random.choice((16, 18, 20, 22))),
                "tu_m": str(top),
                "den_m": str(top + random.randint(12, 30)),
                "mn_tinh": str(still),
                "mn_dong": str(still + random.randint(6, 18)),
                "tang_nuoc": AQUIFERS[number % 2],
            }
        )
    return wells


def _purposes(random: Random, total: Decimal) -> list[dict[str, str]]:
    main = (total * random.randint(55, 90) / 100).quantize(Decimal(1))
    first, second = random.sample(("sinh_hoat", "san_xuat", "dich_vu", "tuoi", "thuy_san"), 2)
    return [{"loai": first, "luu_luong": str(main)}, {"loai": second, "luu_luong": str(total - main)}]


def _aquifers(wells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[str, Decimal] = {}
    for well in wells:
        sums[well["tang_nuoc"]] = sums.get(well["tang_nuoc"], Decimal()) + Decimal(well["luu_luong"])
    return [{"ten_tang": name, "co_ap": name != "qh", "luu_luong": str(flow)} for name, flow in sums.items()]
