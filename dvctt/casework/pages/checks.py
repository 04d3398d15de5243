"""The system's checks on a dossier: those of the version, of the papers and of the signatures, each in a sentence."""

from collections.abc import Iterable
from typing import Any, Literal

from dvctt.casework.core import declared_owner
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.masking import Reader
from dvctt.casework.models import AnswerSet
from dvctt.casework.read_models import CheckView
from dvctt.forms import evaluate
from dvctt.kernel import Fault, Text, clock


def judge(loaded: LoadedDossier, shown: AnswerSet, *, officer: bool) -> Iterable[CheckView]:
    """Every check with its level, those that failed first."""
    found = [
        *_form(loaded, shown, officer=officer),
        *_declared(loaded, shown, officer=officer),
        *_owner(loaded, shown, officer=officer),
        *_papers(loaded, shown),
    ]
    if officer:
        found += _signature(loaded, shown)
    order = {"error": 0, "warning": 1, "ok": 2}
    return sorted(found, key=lambda one: order[one.level])


def _form(loaded: LoadedDossier, shown: AnswerSet, *, officer: bool) -> Iterable[CheckView]:
    judged = loaded.judged(shown)
    bases = {rule.id: rule.basis for rule in loaded.bundle.form.rules} if officer else {}
    if not judged.faults:
        yield CheckView(
            "ok",
            "form",
            Text(
                vi="Số định danh, mã số thuế, tổng và giới hạn trong tờ khai khớp nhau.",
                en="Identity numbers, tax codes, totals and limits of the form agree.",
            ),
        )
    for fault in _one_a_rule([*judged.faults, *judged.warnings]):
        level: Literal["warning", "error"] = "error" if fault in judged.faults else "warning"
        if fault.text is not None:
            yield CheckView(level, fault.place, _founded(fault.text, bases.get(str(fault.params.get("rule")))))
        else:
            label = next(
                (one.label for one in loaded.bundle.form.fields() if one.id == fault.place.split(".")[0]), None
            )
            yield CheckView(level, fault.place, _unclear(label))


def _one_a_rule(faults: list[Fault]) -> list[Fault]:
    """The faults, of those that a rule finds in several rows the first alone: its sentence is the same."""
    return list({fault.params.get("rule", (fault.place, fault.code)): fault for fault in reversed(faults)}.values())[
        ::-1
    ]


def _founded(text: Text, basis: str | None) -> Text:
    """What a check found, with the provision that it rests on, where officers read it."""
    if basis is None:
        return text
    return Text(vi=f"{text.vi} Căn cứ: {basis}.", en=f"{text.in_language('en')} Basis: {basis}.")


def _unclear(label: Text | None) -> Text:
    name = label or Text(vi="tờ khai", en="the form")
    return Text(vi=f"Mục “{name.vi}” chưa đúng.", en=f"“{name.en or name.vi}” is not right.")


def _declared(loaded: LoadedDossier, shown: AnswerSet, *, officer: bool) -> Iterable[CheckView]:
    values, known = loaded.values(shown), loaded.given(shown.number)
    for check in loaded.bundle.checks:
        if check.shown_to == "officer" and not officer:
            continue
        if not evaluate(check.that, values=values, facts=known, today=clock.today()).holds:
            yield CheckView(check.level, check.at, _founded(check.text, check.basis if officer else None))


def _owner(loaded: LoadedDossier, shown: AnswerSet, *, officer: bool) -> Iterable[CheckView]:
    """Where the declaration says something else of the owner than the account; not what bars its way already."""
    barred = {fault.place for fault in loaded.others_named(shown, loaded.values(shown))}
    vietnamese, english = (Reader(language, hide=officer) for language in ("vi", "en"))
    for field, known in declared_owner.differing(loaded, shown):
        if field.id in barred:
            continue
        vi, en = field.label.vi, field.label.in_language("en")
        followed = field.prefill in declared_owner.STATED
        yield CheckView(
            "warning",
            field.id,
            Text(
                vi=f"“{vi}” trong tờ khai khác tài khoản của chủ hồ sơ "
                f"(tài khoản ghi: {vietnamese.shown(field, known)}). "
                + (
                    "Giấy tờ in theo tờ khai."
                    if followed
                    else "Tên và mã số trên giấy tờ của cơ quan ghi theo tài khoản."
                ),
                en=f"“{en}” in the declaration differs from the owner's account ({english.shown(field, known)}). "
                + ("Papers follow the former." if followed else "Papers of the agency name the owner by the account."),
            ),
        )


def _papers(loaded: LoadedDossier, shown: AnswerSet) -> Iterable[CheckView]:
    names = {one.id: one.name for one in loaded.bundle.components} | {
        one.id: one.label for one in loaded.bundle.alternatives
    }
    missing = loaded.missing_components(shown.number)
    for one in missing:
        name = names[one]
        yield CheckView("error", one, Text(vi=f"Thiếu: {name.vi}", en=f"Missing: {name.en or name.vi}"))
    if not missing:
        yield CheckView("ok", "components", Text(vi="Đủ thành phần hồ sơ.", en="All components are there."))


def _signature(loaded: LoadedDossier, shown: AnswerSet) -> Iterable[CheckView]:
    standing = loaded.declared(shown)
    if standing is None:
        return
    if standing.state == standing.State.CONFIRMED:
        yield CheckView(
            "warning",
            "declaration",
            Text(
                vi="Tờ khai được xác nhận không có chữ ký số.", en="The declaration was confirmed without a signature."
            ),
        )
        return
    for one in standing.report.get("signatures", []):
        signer = one.get("signer") or one.get("cn") or "?"
        yield CheckView(
            "ok" if standing.state == standing.State.VALID else "error",
            "declaration",
            Text(vi=f"Chữ ký số của {signer}.", en=f"Digital signature of {signer}."),
        )
        yield from _expiring(one)
    if standing.mismatch:
        yield CheckView(
            "warning",
            "declaration",
            Text(
                vi="Người ký không phải chủ hồ sơ hay người đại diện; người nộp đã xác nhận được ủy quyền.",
                en="The signer is neither owner nor representative; the submitter confirmed the authority.",
            ),
        )


def _expiring(signature: dict[str, Any]) -> Iterable[CheckView]:
    until = signature.get("valid_until")
    if until and str(until)[:10] < clock.today().isoformat():
        yield CheckView(
            "warning",
            "declaration",
            Text(vi="Chứng thư số của người ký nay đã hết hạn.", en="The signer's certificate has since expired."),
        )
