"""The applicants of the demonstration: organisations and individuals, made up, with numbers of the right form."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
MEN = ("Hải Đăng", "Đức Anh", "Quang Vinh", "Trọng Nghĩa", "Văn Lâm", "Hữu Tín", "Tuấn Kiệt", "Công Danh", "Minh Triết")
WOMEN = ("Thị Hồng Nhung", "Thu Thủy", "Diệu Linh", "Ngọc Ánh", "Thanh Vân", "Bảo Châu", "Kim Oanh", "Mỹ Duyên")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")


@dataclass(frozen=True)
class Person:
    """A natural person; `number` is a personal number that agrees with birth year and sex."""

    name: str
    female: bool
    born: str
    number: str


@dataclass(frozen=True)
class Applicant:
    """Who files: an organisation with its representative, or (no tax code) the person alone."""

    key: str
    name: str
    kind: str
    tax_code: str
    person: Person
    place: tuple[str, str, str]
    phone: str
    founded: str
    position: str = "Giám đốc"

    @property
    def is_organisation(self) -> bool:
        """Whether it has a tax code."""
        return bool(self.tax_code)

    @property
    def email(self) -> str:
        """Where mails go."""
        return f"vanthu@{self.key}.example" if self.is_organisation else f"{self.key}@thudientu.example"

    @property
    def uid(self) -> str:
        """The number that the certificate of signing bears."""
        return f"MST:{self.tax_code}" if self.is_organisation else f"CCCD:{self.person.number}"

    @property
    def address(self) -> dict[str, str]:
        """The address as forms take it."""
        province, commune, line = self.place
        return {"province": province, "commune": commune, "line": line}

    @property
    def identity(self) -> dict[str, str]:
        """The paper of establishment."""
        issuer = "Sở Tài chính" if self.founded > "2025-03" else "Sở Kế hoạch và Đầu tư"
        return {"number": self.tax_code, "date": self.founded, "issuer": issuer}


SURVEYING = (
    ("saokhue", "Công ty TNHH MTV Trắc địa Sao Khuê", "01"),
    ("bandophuongnam", "Công ty TNHH MTV Bản đồ Phương Nam", "79"),
    ("dodacmientrung", "Công ty cổ phần Đo đạc Miền Trung", "48"),
    ("diachinhviet", "Công ty cổ phần Địa chính Việt", "01"),
    ("khaosatsonghong", "Công ty TNHH Khảo sát Sông Hồng", "33"),
    ("ttvientham", "Trung tâm Kỹ thuật Viễn thám", "01"),
    ("tracdiabien", "Xí nghiệp Trắc địa Biển", "31"),
    ("gislamson", "Công ty TNHH Công nghệ GIS Lam Sơn", "38"),
    ("baydongtam", "Công ty cổ phần Bay chụp Đồng Tâm", "75"),
    ("banothanhdo", "Công ty cổ phần Bản đồ Thành Đô", "01"),
    ("hoathinh", "Liên hiệp Khoa học Địa tin học Hòa Thịnh", "01"),
    ("dodactaynguyen", "Công ty TNHH Đo đạc Tây Nguyên", "66"),
    ("ttdiahinh", "Trung tâm Đo đạc Địa hình số 2", "40"),
    ("anphat", "Công ty cổ phần Tư vấn Khảo sát An Phát", "92"),
)
WATER = (
    ("huongmai", "Công ty cổ phần Nước sạch Hương Mai", "01"),
    ("capnuocvandinh", "Công ty TNHH Cấp nước Vân Đình", "01"),
    ("nuocthienduc", "Công ty cổ phần Cấp nước Thiên Đức", "24"),
    ("biathanglong", "Công ty cổ phần Bia và Nước giải khát Thăng Long Xanh", "33"),
    ("detmaytrungson", "Tổng công ty Dệt may Trung Sơn", "37"),
    ("kcnhoaphu", "Ban quản lý hạ tầng Khu công nghiệp Hòa Phú", "24"),
    ("nuocdonghai", "Công ty cổ phần Cấp nước Đông Hải", "96"),
    ("thuysancualon", "Công ty TNHH Thủy sản Cửa Lớn", "96"),
    ("caphebuonho", "Công ty TNHH Cà phê Buôn Hồ", "66"),
    ("nuocsachbinhan", "Công ty cổ phần Nước sạch Bình An", "75"),
    ("miahoaloc", "Công ty cổ phần Mía đường Hòa Lộc", "80"),
    ("giaynhatquang", "Công ty cổ phần Giấy Nhật Quang", "25"),
    ("ntnuocsach", "Trung tâm Nước sạch nông thôn Lạc Thủy", "25"),
    ("suoikhoang", "Công ty TNHH Suối khoáng Đảnh Sơn", "56"),
)
REPRESENTATIVES = {"saokhue": "Nguyễn Hải Đăng", "huongmai": "Trần Thị Hương"}
INDIVIDUALS = (("levanphu", "Lê Văn Phú", "66"), ("nguyenthitam", "Nguyễn Thị Tám", "96"))
STREETS = ("Trung Kính", "Lê Lợi", "Nguyễn Trãi", "Trần Hưng Đạo", "Hùng Vương", "Quang Trung", "Lý Thường Kiệt")
KINDS = {"Trung tâm": "public_body", "Ban quản": "public_body", "Liên hiệp": "other"}


def tax_code(serial: int) -> str:
    """The tax code of ten digits whose first nine are `serial`; raises ValueError where none has that beginning."""
    digits = f"{serial:09d}"
    check = 10 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11
    if check == 10 or len(digits) != 9:
        raise ValueError(f"no tax code begins with {digits}")
    return f"{digits}{check}"


def any_tax_code(random: Random, prefix: str = "01") -> str:
    """A tax code of the right form."""
    while True:
        try:
            return tax_code(int(prefix) * 10_000_000 + random.randrange(1_000_000, 9_999_999))
        except ValueError:
            continue


def any_person(random: Random, *, name: str = "", youngest: int = 2000, oldest: int = 1965) -> Person:
    """A person with a personal number that agrees with name, sex and date of birth."""
    female = "Thị" in name if name else random.random() < 0.4
    chosen = name or f"{random.choice(FAMILIES)} {random.choice(WOMEN if female else MEN)}"
    year = random.randint(oldest, youngest)
    born = f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
    century = (2 if year >= 2000 else 0) + int(female)
    province = random.choice(("001", "034", "036", "038", "040", "048", "079", "075", "092"))
    return Person(chosen, female, born, f"{province}{century}{year % 100:02d}{random.randrange(1, 999_999):06d}")


def applicants(communes: Mapping[str, tuple[str, ...]]) -> dict[str, Applicant]:
    """Every applicant of the demonstration by key; `communes` are the codes of each province's communes."""
    parties = [_organisation(row, communes) for row in (*SURVEYING, *WATER)]
    parties += [_individual(row, communes) for row in INDIVIDUALS]
    return {applicant.key: applicant for applicant in parties}


def provinces() -> frozenset[str]:
    """Codes of the provinces where applicants are."""
    return frozenset(province for _, _, province in (*SURVEYING, *WATER, *INDIVIDUALS))


def registration(applicant: Applicant) -> dict[str, Any]:
    """What the applicant declares to get an account."""
    person = applicant.person
    contact = {"address": applicant.address, "phone": applicant.phone, "email": applicant.email, "accurate": True}
    if not applicant.is_organisation:
        sex = "female" if person.female else "male"
        facts = {"name": applicant.name, "birth_date": person.born, "sex": sex, "citizen_id": person.number}
        return facts | contact
    return contact | {
        "name": applicant.name,
        "organisation_kind": applicant.kind,
        "tax_code": applicant.tax_code,
        "establishment": applicant.identity,
        "representative_name": person.name,
        "representative_position": applicant.position,
        "representative_citizen_id": person.number,
        "registrant_is_representative": True,
    }


def _organisation(row: tuple[str, str, str], communes: Mapping[str, tuple[str, ...]]) -> Applicant:
    key, name, province = row
    random = Random(key)  # noqa: S311 - made-up numbers, the same on every machine
    kind = next((kind for words, kind in KINDS.items() if name.startswith(words)), "enterprise")
    place = (province, random.choice(communes[province]), f"Số {random.randint(2, 300)} {random.choice(STREETS)}")
    founded = f"{random.randint(2004, 2022)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
    phone = f"+8424{random.randrange(3_200_0000, 3_999_9999)}"
    code = any_tax_code(random, "01" if province == "01" else f"{random.randint(20, 59):02d}")
    person = any_person(random, name=REPRESENTATIVES.get(key, ""), youngest=1990)
    return Applicant(key, name, kind, code, person, place, phone, founded)


def _individual(row: tuple[str, str, str], communes: Mapping[str, tuple[str, ...]]) -> Applicant:
    key, name, province = row
    random = Random(key)  # noqa: S311 - made-up numbers, the same on every machine
    place = (province, random.choice(communes[province]), f"Thôn {random.randint(1, 9)}")
    phone = f"+8491{random.randrange(2_000_000, 9_999_999)}"
    return Applicant(key, name, "", "", any_person(random, name=name, youngest=1988), place, phone, "")
