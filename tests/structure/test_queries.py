"""Queries without an actor do not exist: what a door gives, it gives to an actor, or stands here with its reason."""

import importlib
import inspect

import pytest

from tests.structure.test_doors import rooms

RULE = "a rule over what the caller holds; it reads nothing of anybody"
SECRET = "who holds the link, code or proof is who is meant"
WITHIN = "the system's own use, inside an act or a sign-in that was judged"
STAFF = "who holds which position is no person's affair"
PUBLIC = "public data, limited by throttles where it can be guessed at"
UPKEEP = "upkeep by the worker and the command line; it tells numbers"
SUBJECT = "below dossiers: the caller has asked `casework` whether the subject is there for the actor"
OWN = "asked by the account itself, with its own id"

FREE: dict[str, dict[str, str]] = {
    "casework": {
        RULE: "act_lines power_lines parties_with_filed_dossiers key_of end_of check_text item_faults",
        PUBLIC: "look_up printed_code",
        UPKEEP: "commit_found proof_findings sweep",
        WITHIN: "check_upload_quota proof_of",
    },
    "accounts": {
        RULE: "address_text answers_of counted_source facts_of identity_form in_force is_phone party_view "
        "plain_form registrant registration_form recipient_of contacts_of only_factor party_as_of identity_as_of "
        "values_of vetting_steps",
        SECRET: "actor_for as_of_now authorise_switch confirm_phone_of email_change_for factor_reset_for "
        "first_access_for invitation password_reset_for registration_confirmed_by registration_to_confirm "
        "registration_to_mend wants_phone_code link_entered_identity identity_holder identity_match",
        WITHIN: "account_named assurance_of demand_of display_name enrol_totp gave_second_factor "
        "names_of needs_second_factor owner_values tell_second_person party_facts proved_at "
        "recipient_for signing_numbers members_who_may_file still_may suspension_of holders_of people_named "
        "passkeys_full room_for_passkey has_own proved_anew proved_own record_provider",
        STAFF: "absent_of officer officers officers_over",
        PUBLIC: "identity_app identity_provider identity_providers operator_contact",
        UPKEEP: "authority_findings count_try passes_limit "
        "drop_form_drafts_about drop_form_drafts_out_of_reach erased_from forget_tries "
        "purge_form_drafts sweep_erasures sweep_factor_resets sweep_service_ends take_back_try tries",
        OWN: "parties_of",
    },
    "documents": {
        SUBJECT: "document documents documents_by_id given_up handed_over issued bound_rows open_bytes open_newest "
        "page page_count page_image page_text read_bytes rearrange_photographs receive receive_photographs renditions "
        "request_rendition request_validation validation validations",
        RULE: "check_bytes confinement draw_draft extension is_tight lacking_in render sign_bytes stamped_at stamps "
        "substituted time_stamp uploads_folder validate_pdf verification_code verification_code_shaped view_of",
        PUBLIC: "verdict_of verify_code verify_file",
        UPKEEP: "check_store damaged_known file_folders full_disks open_stored put_back register_findings renew "
        "renewals_late stored_files strange_files sweep",
    },
    "journal": {
        SUBJECT: "append carried_chain chain_findings entries looks erase_personal proven proven_entries reserve",
        UPKEEP: "carried_lines carried_seals drop_witnessed findings keep_seal last_seal latest publish_due "
        "published_file published_findings reseal seal_due send_due unstamped verify witness_findings witness_folder "
        "purge_security_events recorded remarks security_table",
        PUBLIC: "published",
        WITHIN: "security_event",
        RULE: "backup_holds backup_mac check_chain check_seal kept_holds kept_mac key_known line_of cipher",
    },
    "evidence": {RULE: "verify"},
    "notices": {
        SUBJECT: "messages send send_letter",
        RULE: "address_finder bundle_faults is_mobile is_own_wording letter_names preview reaches sendable",
        SECRET: "report",
    },
}


def doors(package: str) -> dict[str, list[str]]:
    """The functions of a package's door, or of the doors of its rooms, with the names of what they take."""
    named = [f"dvctt.{package}.{room}" for room in sorted(rooms(package))] or [f"dvctt.{package}.api"]
    found = {name: getattr(door, name) for door in map(importlib.import_module, named) for name in door.__all__}
    functions = {name: one for name, one in found.items() if callable(one) and not inspect.isclass(one)}
    return {name: list(inspect.signature(one).parameters) for name, one in functions.items()}


@pytest.mark.parametrize("package", FREE)
def test_every_query_takes_an_actor_or_says_why_not(package: str) -> None:
    free = {name for names in FREE[package].values() for name in names.split()}
    unasked = {name for name, taken in doors(package).items() if taken[:1] != ["actor"]}
    assert unasked - free == set(), "take an actor first, or say here why not"
    assert free - set(doors(package)) == set()
