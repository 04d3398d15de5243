"""The door of `documents`: bytes, pages, uploads, renditions, judgements and the register of issued documents."""

from dvctt.documents.actions import request_rendition, request_validation
from dvctt.documents.bound import BoundRow, bound_rows
from dvctt.documents.codes import as_printed as verification_code
from dvctt.documents.codes import shaped as verification_code_shaped
from dvctt.documents.copies import file_folders, open_stored, put_back, stored_files, strange_files
from dvctt.documents.detached import DetachedReport, check_bytes, sign_bytes
from dvctt.documents.disks import full_disks
from dvctt.documents.drafting import Unprintable, draw_draft
from dvctt.documents.fonts import lacking_in, substituted
from dvctt.documents.inspect.findings import extension
from dvctt.documents.inspect.layout import is_tight
from dvctt.documents.pages import Box, Page, page, page_count, page_image, page_text
from dvctt.documents.proving import findings as register_findings
from dvctt.documents.queries import (
    DocumentView,
    IssuedView,
    RenditionView,
    ValidationView,
    document,
    documents,
    documents_by_id,
    given_up,
    handed_over,
    issued,
    renditions,
    validation,
    validations,
    view_of,
)
from dvctt.documents.receiving import TYPES, rearrange_photographs, receive, receive_photographs
from dvctt.documents.register import FileVerdict, Signer, revoke, supersede, verdict_of, verify_code, verify_file
from dvctt.documents.rendering import render
from dvctt.documents.renewing import Renewed, open_newest, renew, renewals_late
from dvctt.documents.sandbox import confinement
from dvctt.documents.signing import SignerUnavailable, time_stamp
from dvctt.documents.stamps import stamped_at, stamps
from dvctt.documents.store import Damaged, open_bytes, read_bytes, uploads_folder
from dvctt.documents.sweeping import DamagedFile, Swept, check_store, damaged_known, sweep
from dvctt.documents.told import FORGED
from dvctt.documents.uploads import PART_LIMIT, append_part, begin_upload, finish_upload, finish_uploads
from dvctt.documents.validation import Report, SignatureReport, validate_pdf

__all__ = [
    "FORGED",
    "PART_LIMIT",
    "TYPES",
    "BoundRow",
    "Box",
    "Damaged",
    "DamagedFile",
    "DetachedReport",
    "DocumentView",
    "FileVerdict",
    "IssuedView",
    "Page",
    "RenditionView",
    "Renewed",
    "Report",
    "SignatureReport",
    "Signer",
    "SignerUnavailable",
    "Swept",
    "Unprintable",
    "ValidationView",
    "append_part",
    "begin_upload",
    "bound_rows",
    "check_bytes",
    "check_store",
    "confinement",
    "damaged_known",
    "document",
    "documents",
    "documents_by_id",
    "draw_draft",
    "extension",
    "file_folders",
    "finish_upload",
    "finish_uploads",
    "full_disks",
    "given_up",
    "handed_over",
    "is_tight",
    "issued",
    "lacking_in",
    "open_bytes",
    "open_newest",
    "open_stored",
    "page",
    "page_count",
    "page_image",
    "page_text",
    "put_back",
    "read_bytes",
    "rearrange_photographs",
    "receive",
    "receive_photographs",
    "register_findings",
    "render",
    "renditions",
    "renew",
    "renewals_late",
    "request_rendition",
    "request_validation",
    "revoke",
    "sign_bytes",
    "stamped_at",
    "stamps",
    "stored_files",
    "strange_files",
    "substituted",
    "supersede",
    "sweep",
    "time_stamp",
    "uploads_folder",
    "validate_pdf",
    "validation",
    "validations",
    "verdict_of",
    "verification_code",
    "verification_code_shaped",
    "verify_code",
    "verify_file",
    "view_of",
]
