"""Procedures and their published versions, frozen by trigger."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from dvctt.kernel import new_id


class Procedure(models.Model):
    """What the law lets people ask of an agency: one case (trường hợp) of a national procedure code."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=8)
    case = models.CharField(max_length=48)
    sector = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "case"], name="procedure_code_and_case_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[1-3]\.\d{6}$"), name="procedure_code_is_national"),
        ]


class Version(models.Model):
    """One immutable, content-hashed bundle; a dossier is bound to one for life (4.2)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    bundle = models.TextField(help_text="the bundle as JSON, in its own order")
    content_hash = models.CharField(max_length=64, unique=True)
    in_force = models.DateField()
    last_filing = models.DateField(null=True)
    receiving = models.CharField(max_length=16)
    appraising = models.CharField(max_length=16)
    deciding = models.CharField(max_length=16)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_positive"),
            models.CheckConstraint(
                condition=Q(last_filing__isnull=True) | Q(last_filing__gte=F("in_force")),
                name="version_filing_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="version_hash_is_sha256"),
        ]
        indexes = [models.Index(fields=["procedure", "-in_force", "-number"], name="version_in_force")]


class VersionFile(models.Model):
    """A file of a version's folder: a template, a form to download; frozen with it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="version_file_once")]


class SearchEntry(models.Model):
    """By what a version is found; derived from its bundle and the ministry's names, and made anew at each load."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, primary_key=True, related_name="entry")
    head = SearchVectorField(help_text="name and code A, keywords B, sector C, agencies D")
    body = SearchVectorField(help_text="case and summary A, papers B, legal acts C, result D")
    everything = SearchVectorField(help_text="both: name, keywords and sector A, the rest D")

    class Meta:
        indexes = [GinIndex(fields=["everything"], name="search_everything")]


class SearchTerm(models.Model):
    """A term that is offered where somebody mistyped it."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="terms")
    term = models.TextField()
    folded = models.TextField(help_text="lower case without accents, single blanks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "term"], name="search_term_once")]
