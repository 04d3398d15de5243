"""What the index and the check say: in Vietnamese, and in English."""

from collections.abc import Mapping

from dvctt.kernel import Text

# Acts that are no step of the procedure; the steps have their names from the procedure itself.
ACTS: Mapping[str, Text] = {
    "proof:found": Text(vi="Ghi nhận hồ sơ như hiện có", en="The application was committed to as it stood"),
    "document:made": Text(vi="Hệ thống lập xong văn bản", en="The system made a document"),
    "dossier:shared": Text(vi="Chia sẻ hồ sơ để phối hợp", en="The application was shared"),
    "dossier:share_ended": Text(vi="Kết thúc chia sẻ", en="Sharing ended"),
    "dossier:note": Text(vi="Ghi ý kiến phối hợp", en="A note under sharing"),
    "personal:erased": Text(vi="Xóa lời văn theo quy định", en="Personal words were erased by rule"),
    "evidence:taken": Text(vi="Xuất hồ sơ chứng cứ", en="Exported as evidence"),
    "erasure:asked": Text(vi="Đề nghị xóa lời văn", en="Erasure was asked for"),
    "erasure:withdrawn": Text(vi="Rút đề nghị xóa lời văn", en="The request for erasure was withdrawn"),
    "erasure:done": Text(vi="Xác nhận xóa lời văn", en="Erasure was confirmed"),
    "issued:entered": Text(vi="Vào sổ văn bản đã cấp", en="Entered into the register of issued documents"),
    "issued:left_force": Text(vi="Văn bản hết hiệu lực", en="A document left force"),
    "validation:judged": Text(vi="Kiểm tra chữ ký số", en="Digital signatures were judged"),
    "renewal:stamped": Text(vi="Đóng thêm dấu thời gian", en="A further time stamp was put on a document"),
}
KINDS: Mapping[str, Text] = {
    "applicant": Text(vi="Người nộp", en="Applicant"),
    "officer": Text(vi="Cán bộ", en="Officer"),
    "system": Text(vi="Hệ thống", en="The system"),
}
CHAINS: Mapping[str, Text] = {
    "dossier": Text(vi="Hồ sơ", en="The application"),
    "evidence": Text(vi="Việc xuất hồ sơ chứng cứ", en="Exports as evidence"),
    "erasure": Text(vi="Việc xóa lời văn", en="Erasures"),
    "issued": Text(vi="Sổ văn bản đã cấp", en="Register of issued documents"),
    "validation": Text(vi="Kết quả kiểm tra chữ ký số", en="Judgements of signatures"),
    "renewal": Text(vi="Văn bản có thêm dấu thời gian", en="Documents with a further time stamp"),
    "message": Text(vi="Xử lý thông báo gửi lỗi", en="Messages that did not arrive"),
}
STATES: Mapping[str, Text] = {
    "sent": Text(vi="đã gửi", en="sent"),
    "waiting": Text(vi="chờ gửi", en="waiting"),
    "undeliverable": Text(vi="không gửi được", en="undeliverable"),
    "dead": Text(vi="lỗi", en="failed"),
}
PURPOSES: Mapping[str, Text] = {
    "processing": Text(vi="Giải quyết hồ sơ", en="Processing"),
    "reference": Text(vi="Tra cứu hồ sơ đã kết thúc", en="Reference after the end"),
    "grant": Text(vi="Phối hợp theo việc chia sẻ", en="Under sharing"),
    "identity": Text(vi="Xem số định danh", en="Identity numbers"),
    "evidence": Text(vi="Xuất hồ sơ chứng cứ", en="Export as evidence"),
}
PARTS: Mapping[str, Text] = {
    "": Text(vi="nội dung hồ sơ", en="the application"),
    "identity": Text(vi="số định danh", en="identity numbers"),
    "document": Text(vi="tệp kèm theo", en="a file"),
    "evidence": Text(vi="toàn bộ hồ sơ", en="the whole application"),
}
DECLARATION = Text(vi="Tờ khai", en="Declaration")
SIGNED_DECLARATION = Text(vi="Tờ khai đã ký", en="Signed declaration")
# What binds the bytes of a document.
BINDINGS: Mapping[str, Text] = {
    "issued": Text(vi="nhật ký (sổ văn bản đã cấp)", en="journal (register of issued documents)"),
    "validation": Text(vi="nhật ký (kết quả kiểm tra chữ ký)", en="journal (judgement of signatures)"),
    "renewal": Text(vi="nhật ký (đóng thêm dấu thời gian)", en="journal (further time stamp)"),
    "filed": Text(vi="nhật ký (nội dung và giấy tờ đã nộp)", en="journal (what was filed)"),
    "": Text(
        vi="danh mục tệp của hệ thống; nhật ký không ghi tệp này",
        en="the system's list of files; the journal names it nowhere",
    ),
}
# What the check finds, beside what `dvctt journal verify` says of the journal.
SENTENCES: Mapping[str, Text] = {
    "part_missing": Text(vi="thiếu tệp có trong danh mục", en="a file of the manifest is missing"),
    "part_changed": Text(vi="tệp đã bị thay đổi", en="the file was changed"),
    "part_hidden": Text(
        vi="tệp ZIP chứa thêm dữ liệu ngoài các tệp được liệt kê; một số chương trình giải nén ra nội dung khác",
        en="the ZIP file holds more than the files that it lists; some programs would unpack other contents",
    ),
    "part_added": Text(vi="tệp không có trong danh mục", en="the file is not in the manifest"),
    "part_unreadable": Text(vi="không đọc được tệp", en="the file cannot be read"),
    "manifest_not_signed": Text(
        vi="danh mục không có chữ ký số đọc được", en="the manifest bears no readable signature"
    ),
    "manifest_changed": Text(
        vi="danh mục đã bị thay đổi sau khi ký", en="the manifest was changed after it was signed"
    ),
    "signer_not_trusted": Text(
        vi="chứng thư của người ký không thuộc danh sách tin cậy đang có",
        en="the signer's certificate is not of the trust list at hand",
    ),
    "signature_not_stamped": Text(
        vi="chữ ký không có dấu thời gian đáng tin cậy", en="the signature has no time stamp that is trusted"
    ),
    "damaged": Text(
        vi="tệp trong kho đã hỏng hoặc mất khi xuất", en="the stored file was damaged or gone at the export"
    ),
    "found_then": Text(
        vi="khi xuất, hệ thống đã thấy bản ghi này sai khác", en="the export itself found this entry wrong"
    ),
    "filing_differs": Text(
        vi="nội dung đã nộp khác với nhật ký", en="what was filed differs from what the journal recorded"
    ),
    "bound_differs": Text(vi="nội dung khác với nhật ký", en="it differs from what the journal recorded"),
    "bytes_differ": Text(
        vi="tệp khác với tệp mà danh mục hoặc nhật ký ghi nhận",
        en="the bytes are not those that the list of documents or the journal names",
    ),
    "stamp_of_other_seal": Text(
        vi="dấu thời gian không phải của niêm phong này", en="the time stamp is not of this seal"
    ),
    "stamp_not_trusted": Text(
        vi="dấu thời gian không do tổ chức thuộc danh sách tin cậy đang có cấp, hoặc đã hỏng",
        en="the time stamp was made by nobody of the trust list at hand, or is broken",
    ),
    "seal_not_there": Text(vi="thiếu niêm phong giữ bản ghi này", en="the seal that holds this entry is not there"),
}
# What the check could not look into: neither right nor wrong.
NOTES: Mapping[str, Text] = {
    "keys_lacking": Text(
        vi="chưa kiểm tra dấu bằng khóa của nhật ký (khóa {names}): khóa không có ở đây",
        en="proofs under the journal's keys ({names}) were not checked: the keys are not at hand",
    ),
    "not_sealed": Text(
        vi="{count} bản ghi chưa có niêm phong khi xuất: chưa có dấu thời gian chứng minh",
        en="{count} entries were held by no seal yet at the export: no time stamp proves them",
    ),
    "not_stamped": Text(
        vi="niêm phong {numbers} chưa có dấu thời gian khi xuất",
        en="seals {numbers} had no time stamp yet at the export",
    ),
    "filings_not_committed": Text(
        vi="{count} lần nộp có trước khi nhật ký ghi cam kết về nội dung và giấy tờ: chưa so được, không phải là dấu "
        "hiệu giả mạo",
        en="{count} submissions are older than the journal's commitments to answers and files: they cannot be "
        "compared, which is no sign of a forgery",
    ),
    "standing_not_committed": Text(
        vi="hồ sơ có trước khi nhật ký ghi cam kết về thời hạn, quyết định và văn bản: chưa so được các phần này, "
        "không phải là dấu hiệu giả mạo",
        en="the application is older than the journal's commitments to time limits, decision and documents: these "
        "cannot be compared, which is no sign of a forgery",
    ),
    "revocation_not_asked": Text(
        vi="chưa hỏi chứng thư của người ký có bị thu hồi hay không",
        en="whether the signer's certificate was revoked was not asked",
    ),
    "not_published": Text(
        vi="chưa so số niêm phong với bản công bố ngoài hệ thống: hãy so với trang công bố hoặc tệp đã lưu",
        en="digests of seals were not compared with what was published: compare them with the page or a kept file",
    ),
    "unbound": Text(
        vi="{count} tệp có mã băm theo danh mục tệp của hệ thống, nhật ký không ghi mã băm của chúng",
        en="the digests of {count} files are those of the system's list of files; no entry of the journal names them",
    ),
}
