"""What the checker says of a flow that does not hold, in both languages; each sentence names its place."""

from collections.abc import Mapping

from dvctt.kernel import Fault, Text

SENTENCES: Mapping[str, tuple[str, str]] = {
    "unknown_start": ("trạng thái đầu “{name}” không có", "the first state “{name}” does not exist"),
    "unknown_state": ("trạng thái “{name}” không có", "the state “{name}” does not exist"),
    "unknown_clock": ("đồng hồ “{name}” không có", "the clock “{name}” does not exist"),
    "unknown_document": ("văn bản “{name}” không có", "the document “{name}” does not exist"),
    "unknown_series": ("dãy số “{name}” không có", "the number series “{name}” does not exist"),
    "unknown_action": ("hành động “{name}” không có", "the action “{name}” does not exist"),
    "unknown_fee": ("khoản thu “{name}” không có", "the fee “{name}” does not exist"),
    "unknown_reference": ("điều kiện nhắc tới “{name}” không có", "the condition names “{name}”, which does not exist"),
    "taken_over_without_reason": (
        "hành động nhận hồ sơ của đồng nghiệp phải hỏi lý do: một ô bắt buộc tên “reason”",
        "an action that takes a colleague's dossier over must ask why: a required field named “reason”",
    ),
    "returned_without_reason": (
        "hành động trả lại hồ sơ phải hỏi lý do: một ô bắt buộc tên “reason”",
        "an action that returns a dossier must ask why: a required field named “reason”",
    ),
    "unknown_notice": (
        "không có tin báo “{name}”; các tin báo có: {known}",
        "there is no notice “{name}”; those that exist: {known}",
    ),
    "guard_never_opens": (
        "điều kiện không bao giờ đúng, dù khai thế nào",
        "the condition is never true, whatever is answered",
    ),
    "guard_before_filing": (
        "ở trạng thái “{name}” chưa nộp nội dung nào nên điều kiện không bao giờ đúng",
        "in the state “{name}” nothing has been filed yet, so the condition is never true",
    ),
    "not_known_yet": (
        "ở trạng thái “{known}” chưa thể có “{name}” nên không thể xét điều kiện",
        "in the state “{known}” there can be no “{name}” yet, so the condition cannot be judged",
    ),
    "guards_exclude_each_other": (
        "các điều kiện không bao giờ cùng đúng",
        "the conditions are never true together",
    ),
    "never_done_before": (
        "chưa ai có thể đã làm “{name}” trước hành động này",
        "nobody can have done “{name}” before this action",
    ),
    "unknown_role": ("vai trò “{name}” không có", "the role “{name}” does not exist"),
    "officer_without_role": ("cán bộ phải có vai trò và đơn vị", "an officer needs a role and a place"),
    "no_words_for_officers": (
        "câu cho người nộp nói với “Quý vị” nên phải có câu riêng cho cán bộ (inside)",
        "the sentence for the applicant addresses him (“Quý vị”), so officers need their own (inside)",
    ),
    "no_end": ("quy trình không có trạng thái kết thúc", "the process has no end"),
    "end_without_outcome": ("trạng thái kết thúc phải có kết cục", "an end needs an outcome"),
    "outcome_without_end": ("chỉ trạng thái kết thúc mới có kết cục", "only an end has an outcome"),
    "leaves_end": (
        "hành động rời trạng thái kết thúc “{name}”",
        "the action leaves the end “{name}”",
    ),
    "no_negative_end": (
        "có kết thúc “được cấp” mà không có kết thúc “không được cấp”",
        "there is an end that grants but none that does not",
    ),
    "unreachable": (
        "không thể tới trạng thái “{name}” từ trạng thái đầu",
        "the state “{name}” cannot be reached from the start",
    ),
    "no_way_out": (
        "từ trạng thái “{name}” không thể tới kết thúc nào",
        "no end can be reached from the state “{name}”",
    ),
    "nobody_can_act": (
        "ở trạng thái “{name}” có thể không ai làm được gì: không có hành động nào luôn mở, cũng không có đồng hồ chạy",
        "in the state “{name}” it may be that nobody can act: no action is always open and no timer runs",
    ),
    "endless_loop": (
        "vòng lặp qua {name} không có giới hạn số lần và không có đồng hồ kết thúc",
        "the loop through {name} carries neither a limit nor a clock that ends it",
    ),
    "untriggered": (
        "hành động của hệ thống mà không đồng hồ hay văn bản nào gọi",
        "the action is the system's, but no clock and no document triggers it",
    ),
    "not_the_systems": (
        "“{name}” do hệ thống gọi nhưng hệ thống không được làm",
        "“{name}” is triggered by the system, but the system may not do it",
    ),
    "guarded_timer": (
        "“{name}” do hệ thống gọi nên không được có điều kiện hay giới hạn",
        "“{name}” is triggered by the system, so it may have no guard and no limit",
    ),
    "clock_never_started": ("đồng hồ “{name}” không bao giờ được bật", "the clock “{name}” is never started"),
    "clock_never_resumed": (
        "đồng hồ “{name}” bị tạm dừng mà không bao giờ chạy lại",
        "the clock “{name}” is paused but never resumed",
    ),
    "clock_without_length": (
        "đồng hồ phải có thời hạn hoặc các bước",
        "a clock needs a length with its unit, or stages",
    ),
    "clock_with_two_lengths": (
        "đồng hồ có cả thời hạn lẫn các bước",
        "the clock has both a length and stages",
    ),
    "document_never_made": ("văn bản “{name}” không bao giờ được lập", "the document “{name}” is never asked for"),
    "document_never_published": (
        "kết quả “{name}” không bao giờ được trả",
        "the result “{name}” is never handed to the applicant",
    ),
    "published_unmade": (
        "trả văn bản “{name}” mà không bước nào lập",
        "the document “{name}” is handed over, but nothing asks for it",
    ),
    "series_never_used": ("dãy số “{name}” không bao giờ dùng", "the number series “{name}” is never used"),
    "fee_never_noted": ("khoản thu “{name}” không bao giờ được ghi", "the fee “{name}” is never noted"),
    "note_moves": (
        "hành động kind: note không chuyển hồ sơ sang “{name}”",
        "an action of kind note does not lead to “{name}”",
    ),
    "replaced_without_length": (
        "đồng hồ “{name}” không có after_amendment để thay phần còn lại",
        "the clock “{name}” has no after_amendment to replace what remains",
    ),
    "duty_of_another_kind": (
        "nhiệm vụ “{name}” chỉ đi với hành động kind: {known}",
        "the duty “{name}” goes with actions of kind {known} alone",
    ),
    "kind_without_duty": (
        "hành động kind: {name} phải có nhiệm vụ “{known}”",
        "an action of kind {name} needs the duty “{known}”",
    ),
    "never_accepted": (
        "không hành động nào ghi việc tiếp nhận (record: acceptance), nên nơi thẩm định không bao giờ thấy hồ sơ",
        "no action records the acceptance (record: acceptance), so the appraising unit never sees a dossier",
    ),
    "fee_without_input": (
        "biểu mẫu của hành động này phải hỏi “{name}”",
        "the form of this action must ask for “{name}”",
    ),
    "no_vietnamese": ("thiếu chữ tiếng Việt", "the Vietnamese text is missing"),
    "guard_without_condition": ("điều kiện không nói gì", "the guard says nothing"),
    "holder_without_act": (
        "ở trạng thái này không cán bộ nào của nơi giữ hồ sơ ({name}) có việc gì làm",
        "in this state no officer of the place that has the dossier ({name}) has anything to do",
    ),
    "no_governing_clock": (
        "cần đúng một đồng hồ có governs_result: true trong số: {name}",
        "exactly one clock must have governs_result: true, of these: {name}",
    ),
    "two_govern_result": (
        "chỉ một đồng hồ được có governs_result: true, nhưng có {name}",
        "only one clock may have governs_result: true, but there are {name}",
    ),
    "document_without_content": (
        "văn bản “{name}” không có nội dung (content)",
        "the document “{name}” has no content",
    ),
    "when_without_edit": ("when chỉ đi cùng may: edit", "when goes with may: edit alone"),
    "content_twice": ("nội dung của “{name}” được nêu hai lần", "the content of “{name}” is named twice"),
    "content_never_set": (
        "không hành động nào nhập nội dung của “{name}” (contents, may: edit)",
        "no action sets the content of “{name}” (contents, may: edit)",
    ),
    "prefill_of_another_kind": (
        "“{name}” khác loại với trường này hoặc không có cột nào chung",
        "“{name}” is of another kind than this field, or shares no column with it",
    ),
    "prefill_opens_seal": (
        "“{name}” là nội dung nhạy cảm nên trường này cũng phải có sensitive: true",
        "“{name}” is sensitive, so this field must be too",
    ),
    "limit_below_one": ("giới hạn phải từ 1", "a limit must be at least 1"),
}


def fault_at(place: str, code: str, name: str = "", known: str = "") -> Fault:
    """Make the fault of that code at a place, with the sentence that names both, and the names that are `known`."""
    vi, en = (half.format(name=name, known=known) for half in SENTENCES[code])
    return Fault(place, code, {"name": name} if name else {}, Text(vi=f"{place}: {vi}.", en=f"{place}: {en}."))
