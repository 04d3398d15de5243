"""Reading a bundle's folder, and publishing it as an immutable version."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.db import transaction
from pydantic import ValidationError

from dvctt.catalogue import finding, models
from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.check import check_bundle
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, Reason, Ref, Refused, Text, canonical_json, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.workflow import NoticeDuty

SPECIFICATION = "procedure.yaml"
LARGEST_FILE = 5 * 1024 * 1024
# A folder on disk, or the bytes of its files by relative path.
Source = Path | Mapping[str, bytes]
# What is said of keys, by the code of who reads them.
UNREAD = {
    "missing": ("thiếu khóa này", "this key is missing"),
    "extra_forbidden": ("định dạng không có khóa này", "the format has no such key"),
}


@dataclass(frozen=True)
class Folder:
    """A bundle as it was read: its specification and the bytes of its other files by relative path."""

    bundle: Bundle
    files: dict[str, bytes]

    def content_hash(self) -> str:
        """SHA-256 over the canonical specification and every file: what makes two versions the same."""
        total = hashlib.sha256(canonical_json(self.bundle.model_dump(mode="json", by_alias=True)).encode())
        for path in sorted(self.files):
            total.update(f"\0{path}\0".encode() + hashlib.sha256(self.files[path]).digest())
        return total.hexdigest()


def read_folder(source: Source) -> Folder:
    """The bundle in a folder on disk or in memory; raises Invalid whose faults name the line or key that is wrong."""
    files = dict(_on_disk(source) if isinstance(source, Path) else source)
    if SPECIFICATION not in files:
        name = source / SPECIFICATION if isinstance(source, Path) else SPECIFICATION
        raise Invalid(_fault(SPECIFICATION, "missing_file", f"Không có tệp {name}.", f"There is no file {name}."))
    try:
        bundle = Bundle.model_validate(yaml.safe_load(files.pop(SPECIFICATION).decode("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid(
            _fault(SPECIFICATION, "not_yaml", f"Không đọc được YAML: {error}", f"Not YAML: {error}")
        ) from error
    except ValidationError as error:
        raise Invalid(*map(_from_pydantic, error.errors())) from error
    return Folder(bundle, files)


def _on_disk(path: Path) -> dict[str, bytes]:
    """The files of a folder by relative path, without its golden cases."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.stat().st_size <= LARGEST_FILE and "golden" not in file.parts
    }


def check_path(path: Path) -> list[tuple[Path, Fault]]:
    """Every fault of every bundle below `path`, each with its folder: empty when all may be published."""
    folders = sorted({file.parent for file in path.rglob(SPECIFICATION)}) or [path]
    found: list[tuple[Path, Fault]] = []
    for folder in folders:
        try:
            read = read_folder(folder)
        except Invalid as error:
            found += [(folder, fault) for fault in error.faults]
        else:
            found += [(folder, fault) for fault in _faults(read)]
    return found


def _faults(folder: Folder) -> tuple[Fault, ...]:
    """Every fault of a bundle and of the templates beside it."""
    templates = {
        path: ministry.printed(content.decode(errors="replace"))
        for path, content in folder.files.items()
        if path.endswith(".typ")
    }
    duties = (duty for action in folder.bundle.process.actions.values() for duty in action.duties)
    sent = {duty.notice for duty in duties if isinstance(duty, NoticeDuty)}
    return (
        *check_bundle(folder.bundle, frozenset(folder.files)),
        *ministry.drafting_faults(templates),
        *notices.bundle_faults(folder.files, sent),
    )


@transaction.atomic
def publish(source: Source, *, actor: Actor) -> models.Version:
    """Publish the bundle in a folder on disk or in memory (20.2); the same content again is the version that is there.

    What is the same is told by what both say under the present format, for the hash covers the defaults of its day.
    Raises Invalid when the checker finds a fault and Refused when this version number holds other content:
    what is published is frozen, a change is a new number.
    """
    folder = read_folder(source)
    if faults := _faults(folder):
        raise Invalid(*faults)
    content_hash = folder.content_hash()
    if known := models.Version.objects.filter(content_hash=content_hash).first():
        return known
    bundle = folder.bundle
    procedure, _ = models.Procedure.objects.get_or_create(
        code=bundle.code, case=bundle.case, defaults={"sector": bundle.sector}
    )
    if earlier := procedure.versions.filter(number=bundle.version).first():
        if _says_the_same(earlier, folder):
            return earlier
        raise Refused(Reason("version_is_frozen", {"code": bundle.code, "number": bundle.version}))
    version = _insert(procedure, folder, content_hash)
    finding.index(version, bundle)
    journal.append(
        Ref("procedure_version", str(version.id)),
        actor,
        "procedure:publish",
        before={},
        after={"code": bundle.code, "case": bundle.case, "version": bundle.version, "hash": content_hash},
    )
    return version


def _says_the_same(version: models.Version, folder: Folder) -> bool:
    """Whether a version, read by the present format, is the bundle with the files of a folder."""
    try:
        known = Bundle.of_version(version.bundle)
    except ValidationError:  # of a format that is no longer read: nothing can be said about it
        return False
    files = {one.path: bytes(one.content) for one in version.files.all()}
    return known == folder.bundle and files == folder.files


def _insert(procedure: models.Procedure, folder: Folder, content_hash: str) -> models.Version:
    bundle = folder.bundle
    version = models.Version.objects.create(
        procedure=procedure,
        number=bundle.version,
        content_hash=content_hash,
        bundle=bundle.model_dump_json(by_alias=True),
        in_force=bundle.in_force,
        last_filing=bundle.last_filing,
        receiving=bundle.units.receiving,
        appraising=bundle.units.appraising,
        deciding=bundle.units.deciding,
        published_at=clock.now(),
    )
    models.VersionFile.objects.bulk_create(
        models.VersionFile(version=version, path=name, content=content) for name, content in folder.files.items()
    )
    return version


def _from_pydantic(error: object) -> Fault:
    detail = json.loads(json.dumps(error, default=str))
    place, code = ".".join(str(part) for part in detail["loc"]) or SPECIFICATION, str(detail["type"])
    vi, en = UNREAD.get(code, (detail["msg"], detail["msg"]))
    return _fault(place, code, f"Tại {place}: {vi}.", f"At {place}: {en}.")


def _fault(place: str, code: str, vi: str, en: str) -> Fault:
    return Fault(place=place, code=code, text=Text(vi=vi, en=en))
