"""How the result reaches the applicant: the way that stands, in words, and the question for another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt.casework.core import declared_owner
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.mandate import may_file
from dvctt.catalogue.api import Bundle, Channel
from dvctt.forms import Section
from dvctt.kernel import Actor, Fault, Text
from dvctt.ministry import api as ministry

WAY, ADDRESS = "delivery", "delivery_address"
# Under which the journal keeps the address for the post.
POSTED = "address"
WORDS = "delivery_asked"
LONGEST_ADDRESS = 300
# Fewer letters, or one word, is no address that the post finds: “abc”, “Hanoi”.
SHORTEST_ADDRESS = 10
# The question in the ministry's words, and the address that goes with one answer.
QUESTION = {"id": WAY, "type": "choice"}
POSTAL = {
    "id": ADDRESS,
    "type": "text",
    "max_length": LONGEST_ADDRESS,
    "required": False,
    "show_when": {"eq": [{"field": WAY}, "public_post"]},
}


@dataclass(frozen=True)
class DeliveryView:
    """The way of delivery that stands, and where; `section` asks for another where the actor may choose.

    `handed` says of a result that was handed over how its paper is received; empty before, and on-line.
    """

    way: Channel
    label: Text
    place: str
    section: Section | None
    start: Mapping[str, Any]
    handed: str = ""


def asked(bundle: Bundle) -> Section | None:
    """The question for the way of delivery; none where the version offers only one."""
    channels = bundle.delivery.channels
    if len(channels) == 1:
        return None
    options = [{"value": way, "label": ministry.code_name("delivery", way)} for way in channels]
    fields = [{**QUESTION, **_worded("way"), "options": options}]
    if "public_post" in channels:
        fields.append({**POSTAL, **_worded("address")})
    return Section.model_validate({"id": WAY, "title": ministry.code_name(WORDS, "title"), "fields": fields})


def _worded(name: str) -> dict[str, Any]:
    return {"label": ministry.code_name(WORDS, name), "hint": ministry.code_name(WORDS, f"{name}_hint")}


def address_faults(address: str) -> tuple[Fault, ...]:
    """What is wrong with an address that somebody typed; nothing with an empty one, which is the owner's."""
    if not address or (len(address) >= SHORTEST_ADDRESS and " " in address):
        return ()
    return (Fault(ADDRESS, "no_postal_address", {"min": SHORTEST_ADDRESS}),)


def channel_in_force(loaded: LoadedDossier) -> Channel:
    """The way that was chosen, else the one that the version offers first."""
    chosen: Channel = loaded.dossier.delivery or loaded.bundle.delivery.preferred  # type: ignore[assignment]  # held by dossier_delivery_known
    return chosen


def filed(loaded: LoadedDossier) -> tuple[dict[str, str], dict[str, str]]:
    """The way with which a dossier is submitted and the address for it, as the entry of its submission keeps them."""
    return {WAY: channel_in_force(loaded)}, posted_to(loaded)


def posted_to(loaded: LoadedDossier) -> dict[str, str]:
    """The address that was typed for the post, as the journal keeps it among personal data; none on another way."""
    row = loaded.dossier
    return {POSTED: row.delivery_address} if row.delivery == "public_post" and row.delivery_address else {}


def place(loaded: LoadedDossier, language: str) -> str:
    """Where the result is handed over or sent to; empty on-line. The record and papers say it in Vietnamese."""
    match channel_in_force(loaded):
        case "at_desk":
            desk = ministry.unit(loaded.dossier.receiving)
            return ", ".join(part for part in (desk.name.in_language(language), desk.address) if part)
        case "public_post":
            return loaded.dossier.delivery_address or declared_owner.owner_facts(loaded)["address"]
    return ""


def receiving(loaded: LoadedDossier) -> str:
    """How the result on paper reaches the applicant, in the language in use; empty on-line."""
    match channel_in_force(loaded):
        case "at_desk":
            desk = ministry.unit(loaded.dossier.receiving)
            days, hours = ministry.opening(replace(ministry.help_desk(), unit=desk))
            name = desk.name.in_language(get_language() or "vi")
            return _("Bản giấy nhận tại %(desk)s. Giờ làm việc: %(days)s, %(hours)s.") % {
                "desk": ", ".join(part for part in (name, desk.address) if part),
                "days": days,
                "hours": ", ".join(hours),
            }
        case "public_post":
            return _("Bản giấy được gửi qua dịch vụ bưu chính công ích đến: %(address)s.") % {
                "address": place(loaded, "vi")
            }
    return ""


def printed(loaded: LoadedDossier) -> str:
    """The same as line 6 of form 01 and the acknowledgement say it."""
    return chosen(loaded, "vi")


def chosen(loaded: LoadedDossier, language: str) -> str:
    """The way that stands, and where: `Tại Bộ phận Một cửa: 10 Tôn Thất Thuyết`."""
    way, where = (
        ministry.code_name("delivery", channel_in_force(loaded)).in_language(language),
        place(loaded, language),
    )
    return f"{way}: {where}" if where else way


def view(actor: Actor, loaded: LoadedDossier, *, handed_over: bool) -> DeliveryView:
    """What pages tell of it to this actor; `handed_over` once the result was published to the applicant."""
    way = channel_in_force(loaded)
    open_to = loaded.dossier.closed_at is None and may_file(actor, loaded)
    return DeliveryView(
        way=way,
        label=ministry.code_name("delivery", way),
        place=place(loaded, actor.language),
        section=asked(loaded.bundle) if open_to else None,
        handed=receiving(loaded) if handed_over else "",
        start={WAY: way, ADDRESS: loaded.dossier.delivery_address or declared_owner.owner_facts(loaded)["address"]},
    )
