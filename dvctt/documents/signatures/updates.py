"""What may follow a signature in a file: further signatures, and what keeps them provable; runs in the limited child.

pyHanko's own policy takes more for harmless: any new field that is named a signature, whatever it shows and whether or
not anybody signed it, and forms that are filled in. Here each is a change.
"""

from collections.abc import Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from dvctt.documents.signatures import appearances, readings

STAMP = "/DocTimeStamp"
# Fonts and looks of a form: with text fields in it they change what is shown, with signatures alone they do not.
LOOKS = frozenset({"/DR", "/DA", "/Q"})
DEEPEST = 20


def modification(signature: EmbeddedPdfSignature, all_of_them: Sequence[EmbeddedPdfSignature]) -> str:
    """What followed this signature: none, lta_updates, form_filling (it was signed again), other (it was changed)."""
    if not _stands_where_it_was_made(signature):
        return _named(ModificationLevel.OTHER)
    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return _named(ModificationLevel.NONE)
    reader, revision = signature.reader, signature.signed_revision
    if not _only_padding_follows(signature) and not readings.clean_end(_rest(signature)):
        return _named(ModificationLevel.OTHER)
    if reader.xrefs.total_revisions == revision + 1:
        return _named(ModificationLevel.NONE if _only_padding_follows(signature) else ModificationLevel.OTHER)
    allowed = signature.docmdp_level
    review = _policy(reader, revision).review_file(reader, revision, field_mdp_spec=signature.fieldmdp, doc_mdp=allowed)
    if not isinstance(review, DiffResult) or (allowed and review.modification_level.value > allowed.value):
        return _named(ModificationLevel.OTHER)
    if _added(signature, all_of_them):
        return _named(ModificationLevel.OTHER)
    return _named(review.modification_level)


def _named(level: ModificationLevel) -> str:
    return str(level.name).lower()


def signed_end(signature: EmbeddedPdfSignature) -> int:
    """Where the signed bytes end."""
    return int(signature.byte_range[2]) + int(signature.byte_range[3])


def _stands_where_it_was_made(signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature is what stands between the signed bytes, and these are as many as they seem to be.

    pyHanko adds up lengths. A signature that an update gives a second time, padded, then covers the whole file.
    """
    _, first, second, rest = (int(number) for number in signature.byte_range)
    data = signature.reader.stream.getbuffer()
    between = bytes(data[first:second])
    if not (0 < first < second and 0 <= rest <= len(data) - second and between[:1] == b"<" and between[-1:] == b">"):
        return False
    whole = signature.coverage == SignatureCoverageLevel.ENTIRE_FILE
    same = bytes.fromhex(between[1:-1].decode("ascii")) == signature.pkcs7_content
    return same and (not whole or second + rest == len(data))


def _rest(signature: EmbeddedPdfSignature) -> bytes:
    return bytes(signature.reader.stream.getbuffer()[signed_end(signature) :])


def _only_padding_follows(signature: EmbeddedPdfSignature) -> bool:
    return readings.padding_only(_rest(signature))


def _policy(reader: PdfFileReader, revision: int) -> StandardDiffPolicy:
    lta = ModificationLevel.LTA_UPDATES
    shows_text = _has_other_fields(reader.get_historical_resolver(revision))
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            *(rule.as_qualified(lta) for rule in (
                DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), DSSCompareRule(), MetadataUpdateRule()
            )),
        ],
        form_rule=FormUpdatingRule(
            [SigFieldCreationRule(), SigFieldModificationRule()],
            ignored_acroform_keys=frozenset({"/Fields"}) | (frozenset() if shows_text else LOOKS),
        ),
    )  # fmt: skip


def _has_other_fields(handler: PdfHandler) -> bool:
    """Whether the form has fields that are no signatures."""
    form = appearances.entry(handler.root, "/AcroForm", generic.DictionaryObject())
    left = [(field, 0) for field in appearances.items(form, "/Fields")]
    while left:
        raw, depth = left.pop()
        field = raw.get_object()
        if depth > DEEPEST or not isinstance(field, generic.DictionaryObject):
            return True
        if appearances.entry(field, "/FT", "/Sig") != "/Sig":
            return True
        left += [(kid, depth + 1) for kid in appearances.items(field, "/Kids")]
    return False


def _added(signature: EmbeddedPdfSignature, all_of_them: Sequence[EmbeddedPdfSignature]) -> bool:
    """Whether what was added later is more than signatures whose stamps leave to be seen what was signed."""
    reader, revision = signature.reader, signature.signed_revision
    if readings.renumbered(reader, revision) or readings.fills_a_gap(reader, revision):
        return True
    had = {name for name, _, _ in enumerate_sig_fields(reader.get_historical_resolver(revision))}
    later = [other for other in all_of_them if other.signed_revision > revision]
    signed = {addition.field_name for addition in later}
    if any(name not in had | signed for name, _, _ in enumerate_sig_fields(reader)):
        return True
    fields = [addition.sig_field for addition in later]
    if appearances.more_than_stamps(fields) or appearances.visible(
        reader, [addition.sig_field for addition in later if addition.sig_object_type == STAMP]
    ):
        return True
    put = [addition for addition in later if addition.sig_object_type != STAMP]
    stamps = appearances.visible(reader, [addition.sig_field for addition in put])
    fresh = appearances.visible(reader, [addition.sig_field for addition in put if addition.field_name not in had])
    before = bytes(reader.stream.getbuffer()[: signed_end(signature)])
    return appearances.too_large(stamps) or appearances.over_words(fresh, before)
