"""What the proof of a dossier says where something stands otherwise than it was recorded, by the finding's code."""

from collections.abc import Mapping

from dvctt.kernel import Text

DIFFERENCES: Mapping[str, Text] = {
    "act_not_recorded": Text(
        vi="việc trên hồ sơ không có trong nhật ký", en="an act stands on the application that was not recorded"
    ),
    "act_differs": Text(
        vi="việc trên hồ sơ khác với nhật ký: người làm, nội dung hoặc điều được quyết định đã bị sửa",
        en="an act on the application differs from what was recorded: who did it, its words or what it decided",
    ),
    "act_missing": Text(vi="việc đã ghi trong nhật ký không còn trên hồ sơ", en="an act that was recorded is gone"),
    "filed_differs": Text(
        vi="nội dung khai, giấy tờ hoặc tờ khai đã nộp khác với nhật ký",
        en="the answers, files or declaration that were filed differ from what was recorded",
    ),
    "dossier_differs": Text(
        vi="chủ hồ sơ, người nộp, đơn vị, tình trạng hoặc thời hạn của hồ sơ khác với nhật ký",
        en="owner, who filed, units, state or due dates of the application differ from what was recorded",
    ),
    "clocks_differ": Text(
        vi="lịch sử tính thời hạn (bắt đầu, tạm dừng, gia hạn) khác với nhật ký",
        en="starts, suspensions or extensions of a time limit differ from what was recorded",
    ),
    "decision_differs": Text(
        vi="người quyết định, chức vụ hoặc thẩm quyền ký khác với nhật ký",
        en="who decided, by which title and authority, differs from what was recorded",
    ),
    "papers_differ": Text(
        vi="số, ngày hoặc tệp của văn bản đã lập khác với nhật ký",
        en="number, date or file of a document that was made differ from what was recorded",
    ),
    "fees_differ": Text(
        vi="nội dung ghi về phí, lệ phí khác với nhật ký", en="the entries about a fee differ from what was recorded"
    ),
    "amendments_differ": Text(
        vi="yêu cầu sửa đổi, bổ sung hoặc hạn trả lời khác với nhật ký",
        en="a request for amendment or its dates differ from what was recorded",
    ),
    "shares_differ": Text(
        vi="việc chia sẻ hồ sơ hoặc ý kiến phối hợp khác với nhật ký",
        en="with whom the application was shared, or a note about it, differs from what was recorded",
    ),
    "dossier_unproven": Text(
        vi="nhật ký của hồ sơ đã bị sửa: không chứng minh được hồ sơ",
        en="the journal of the application was changed: nothing of it is proven",
    ),
}
