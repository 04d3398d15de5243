"""What an inspection says, and what every inspector looks for."""

import re
import unicodedata
from dataclasses import dataclass

# In two parts, or every scanner would find this very file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

LONGEST_ENTRY = 120
EXTENSIONS = {
    "pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "png": "png",
    "docx": "docx", "xlsx": "xlsx", "zip": "zip",
}  # fmt: skip
PICTURES = frozenset({"jpg", "png"})
PICTURE_NAMES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "webp", "tif", "tiff"})
# What no system takes for an extension is a part of the name: `GP số 12.2024`, `1. Đơn đề nghị`, `a.pdf (1)`.
_EXTENSION = re.compile(r"(?=[0-9]*[a-z])[a-z0-9]{1,10}")
EXECUTABLE_HEADS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
# What a double click starts, installs or mounts, on any system.
EXECUTABLE_NAMES = frozenset({
    "accde", "ade", "adp", "apk", "app", "appimage", "appinstaller", "appx", "bat", "chm", "cmd", "com", "command",
    "cpl", "deb", "desktop", "diagcab", "dll", "dmg", "docm", "dotm", "elf", "exe", "fileloc", "gadget", "hlp",
    "hta", "inetloc", "inf", "iqy", "iso", "jar", "jnlp", "js", "jse", "lnk", "mobileconfig", "msc", "msh", "msi",
    "msix", "msp", "mst", "one", "onepkg", "php", "pif", "pkg", "potm", "ppam", "ppkg", "ppsm", "pptm", "ps1",
    "ps1xml", "psm1", "py", "pyc", "pyw", "pyz", "rdp", "reg", "rpm", "scf", "scr", "sct", "sh", "shb", "shs",
    "sldm", "slk", "swf", "terminal", "theme", "udl", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "vsto", "webloc",
    "website", "wim", "wll", "wsc", "wsf", "wsh", "xbap", "xlam", "xll", "xlsm", "xltm",
})  # fmt: skip
# Names of Windows that are longer, or have a dash.
EXECUTABLE_ENDS = (".application", "appref-ms", "library-ms", "search-ms", "searchconnector-ms", "settingcontent-ms")
# What a browser opens as a page of its own, with script in it.
WEB_PAGES = frozenset({"htm", "html", "mht", "mhtml", "shtml", "xht", "xhtml"})
# Pictures that a browser runs script in; inside an office file they are only drawn.
DRAWN_PAGES = frozenset({"svg", "svgz"})
# Windows leaves these off the end of a name, and what stands behind the colon of a stream.
DROPPED = ". "
# Marks of direction, blanks without width, control characters.
UNSEEN = ("Cf", "Cc")
STREAM = re.compile(r"::?\$DATA$", re.IGNORECASE)


class Bad(Exception):
    """The file is refused: a fault code and the values of its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def within(self, entry: str) -> "Bad":
        """The same fault, found in an entry of an archive or in an attachment; the outermost stands first."""
        inner = self.params.get("entry")
        self.params["entry"] = f"{entry} / {inner}"[:LONGEST_ENTRY] if inner else entry[:LONGEST_ENTRY]
        return self


@dataclass(frozen=True)
class Limits:
    """How much of everything a file may hold; sizes in bytes once unpacked."""

    pages: int = 2000
    pixels: int = 100_000_000
    entries: int = 2000
    unpacked: int = 300 * 1024 * 1024
    ratio: int = 200
    ratio_from: int = 10 * 1024 * 1024
    depth: int = 2


@dataclass(frozen=True)
class Found:
    """A file that may be taken in: its type, its media type, its pages where it has pages."""

    type: str
    media_type: str
    pages: int | None = None


def extension(name: str) -> str:
    """The extension of a file name in lower case without its dot, or an empty text where the name has none."""
    stem, dot, last = name.rpartition(".")
    end = last.lower().strip()
    return end if dot and stem and _EXTENSION.fullmatch(end) else ""


def refuse_test_virus(data: bytes) -> None:
    """Raise `infected` where the EICAR test file stands anywhere in the data."""
    if EICAR in data:
        raise Bad("infected", name="EICAR")


def refuse_executable(name: str, head: bytes) -> None:
    """Raise `active_content` for something that a computer would run."""
    opened = _as_opened(name)
    if extension(opened) in EXECUTABLE_NAMES or opened.lower().endswith(EXECUTABLE_ENDS):
        raise Bad("active_content", what=name[:80])
    if head.startswith(EXECUTABLE_HEADS):
        raise Bad("active_content", what=name[:80])


def refuse_web_page(name: str, *, drawn: bool = True) -> None:
    """Raise `active_content` for a page with which a file would open a browser; `drawn`: for such a picture, too."""
    if extension(_as_opened(name)) in (WEB_PAGES | DRAWN_PAGES if drawn else WEB_PAGES):
        raise Bad("active_content", what=name[:80])


def _as_opened(name: str) -> str:
    """The name under which Windows opens a file; signs that nobody sees count for nothing."""
    visible = "".join(letter for letter in name if unicodedata.category(letter) not in UNSEEN)
    return STREAM.sub("", visible).rstrip(DROPPED)
