"""A small sound process, as data, for the tests to use and to break."""

from typing import Any

from dvctt.workflow import Flow


def text(vi: str) -> dict[str, str]:
    return {"vi": vi, "en": vi}


def state(label: str, **more: Any) -> dict[str, Any]:
    return {"label": text(label), "plain": text(f"{label}."), **more}


def officer(role: str, at: str, **more: Any) -> list[dict[str, Any]]:
    return [{"kind": "officer", "role": role, "at": at, **more}]


APPLICANT = [{"kind": "applicant"}]
SYSTEM = [{"kind": "system"}]


def sound() -> dict[str, Any]:
    """The process as plain data: reception, one amendment loop, appraisal, decision, signing, delivery."""
    return {
        "start": "draft",
        "states": {
            "draft": state("Đang soạn", holder="applicant"),
            "submitted": state("Mới đăng ký", status=1),
            "amendment": state("Yêu cầu bổ sung", status=5, holder="applicant"),
            "appraisal": state("Đang xử lý", status=4, holder="appraising"),
            "for_decision": state("Chờ quyết định", status=4, holder="deciding"),
            "signing": state("Đang ký", status=4, holder="system"),
            "issued": state("Đã xử lý xong", status=9, holder="deciding"),
            "returned": state("Đã trả kết quả", status=10, end=True, outcome="granted"),
            "not_granted": state("Không cấp", status=8, end=True, outcome="not_granted"),
            "lapsed": state("Dừng xử lý", status=8, end=True, outcome="lapsed"),
        },
        "actions": {
            "discard": {"label": text("Bỏ"), "from": ["draft"], "to": "lapsed", "who": APPLICANT},
            "submit": {
                "label": text("Nộp"), "from": ["draft"], "to": "submitted", "who": APPLICANT, "kind": "submit",
                "tone": "primary",
                "guards": [
                    {"id": "form_valid", "that": {"eq": [{"fact": "form_valid"}, True]}, "reason": text("Còn thiếu.")}
                ],
                "duties": [
                    {"series": "dossier_code"}, {"clock": "reception", "event": "start"}, {"record": "submission"},
                    {"freeze": "answers"},
                ],
            },
            "accept": {
                "label": text("Tiếp nhận"), "from": ["submitted"], "to": "appraisal", "tone": "primary",
                "who": officer("desk", "receiving"),
                "duties": [
                    {"clock": "reception", "event": "stop"}, {"clock": "processing", "event": "start"},
                    {"document": "receipt"}, {"fee": "phi_tham_dinh"}, {"record": "acceptance"},
                ],
            },
            "take": {
                "label": text("Nhận việc"), "from": ["appraisal"], "who": officer("appraiser", "appraising"),
                "kind": "assign", "limit": 9, "duties": [{"assign": "actor"}],
            },
            "request_amendment": {
                "label": text("Yêu cầu bổ sung"), "from": ["appraisal"], "to": "amendment",
                "who": officer("appraiser", "appraising", assigned_only=True), "limit": 2, "warn_after": 1,
                "kind": "amendment_request",
                "duties": [
                    {"clock": "processing", "event": "pause"}, {"clock": "answer", "event": "start"},
                    {"amendment": "open"},
                ],
            },
            "answer": {
                "label": text("Gửi bổ sung"), "from": ["amendment"], "to": "appraisal", "who": APPLICANT,
                "kind": "amendment_answer", "limit": 2, "tone": "primary",
                "duties": [
                    {"clock": "answer", "event": "stop"}, {"clock": "processing", "event": "resume"},
                    {"amendment": "answer"}, {"freeze": "answers"},
                ],
            },
            "lapse": {
                "label": text("Hết hạn bổ sung"), "from": ["amendment"], "to": "lapsed", "who": SYSTEM,
                "duties": [{"clock": "answer", "event": "stop"}],
            },
            "recommend": {
                "label": text("Đề nghị"), "from": ["appraisal"], "to": "for_decision", "tone": "primary",
                "who": officer("appraiser", "appraising", assigned_only=True),
            },
            "approve": {
                "label": text("Phê duyệt"), "from": ["for_decision"], "to": "signing", "tone": "primary",
                "who": officer("competent", "deciding"),
                "guards": [
                    {"id": "another_person", "not_done_by": ["recommend"], "reason": text("Người đề nghị không duyệt.")}
                ],
                "duties": [{"decision": "granted"}, {"document": "licence"}],
            },
            "refuse": {
                "label": text("Không cấp"), "from": ["for_decision"], "to": "not_granted",
                "who": officer("competent", "deciding"),
                "duties": [{"decision": "not_granted"}, {"clock": "processing", "event": "stop"}],
            },
            "sealed": {
                "label": text("Đã ký"), "from": ["signing"], "to": "issued", "who": SYSTEM,
            },
            "publish": {
                "label": text("Trả kết quả"), "from": ["issued"], "to": "returned", "tone": "primary",
                "who": officer("clerk", "deciding"),
                "duties": [{"publish": "licence"}, {"clock": "processing", "event": "stop"}],
            },
        },
        "clocks": {
            "reception": {"label": text("Tiếp nhận"), "unit": "working_hour", "length": 8, "basis": "x"},
            "processing": {
                "label": text("Giải quyết"), "unit": "working_day", "length": 10, "basis": "x", "governs_result": True,
            },
            "answer": {
                "label": text("Bổ sung"), "unit": "calendar_day", "length": 30, "whose": "applicant",
                "at_expiry": "lapse", "basis": "x",
            },
        },
        "documents": {
            "receipt": {
                "title": text("Giấy tiếp nhận"), "template": "receipt.typ", "kind": "receipt", "by": "receiving",
            },
            "licence": {
                "title": text("Giấy phép"), "template": "licence.typ", "kind": "result", "series": "licence_number",
                "performs": "sealed", "by": "deciding",
            },
        },
        "series": {"dossier_code": "{number}", "licence_number": "{number}/GP"},
    }  # fmt: skip


def flow() -> Flow:
    return Flow.model_validate(sound())
