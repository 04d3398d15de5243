"""By which rules the words of a closed dossier may be emptied: the ministry's file `erasure.yaml`."""

from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from pydantic import Field

from dvctt.forms import Spec
from dvctt.kernel import Text

ERASURE = "erasure.yaml"


class ErasureRule(Spec):
    """A rule: its name, the law behind it, and whether the procedure's own time of keeping must be over."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Text
    basis: str = Field(min_length=3)
    retention: bool = False


class ErasureFile(Spec):
    """All rules."""

    rules: tuple[ErasureRule, ...] = Field(min_length=1)


@cache
def erasure_rules(folder: Path | None = None) -> tuple[ErasureRule, ...]:
    """The rules of the ministry's content folder, in their order."""
    path = (folder or Path(settings.LAYOUT_FOLDER).parent) / ERASURE
    return ErasureFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).rules
