"""Codes of faults and reasons become sentences here, in the current language; domain code knows only codes.

A sentence says what is wrong and what would be right. Where data supplies a text, that text is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.kernel import Fault, Reason, Text
from dvctt.web.wording.file_sentences import FILE_FAULTS, file_sentence, filled

__all__ = ["FAULTS", "FILE_FAULTS", "INPUT_FAULTS", "REASONS", "fault_sentence", "reason_sentence"]

# What was sent to one telephone or mailbox so often that no more is sent for now: said at the field or of the act.
SENT_OFTEN: Mapping[str, Promise] = {
    "too_many_codes": lazy("Đã gửi nhiều mã trong một giờ qua; hãy thử lại sau."),
    "too_many_codes_today": lazy("Số điện thoại này đã nhận đủ số mã của một ngày; hãy thử lại sau 24 giờ."),
    "too_many_mails": lazy(
        "Đã gửi nhiều thư tới địa chỉ này trong một giờ qua nên chưa gửi thêm. Tìm thư đã gửi, cả trong thư mục thư "
        "rác, hoặc thử lại sau một giờ."
    ),
    "too_many_mails_today": lazy(
        "Đã gửi nhiều thư tới địa chỉ này trong một ngày qua nên chưa gửi thêm. Tìm thư đã gửi, cả trong thư mục thư "
        "rác, hoặc thử lại sau 24 giờ."
    ),
}
FAULTS: Mapping[str, Promise] = {
    **SENT_OFTEN,
    "after_today": lazy("Ngày này không được sau hôm nay (%(today)s)."),
    "ambiguous_number": lazy("“%(typed)s” có thể là %(thousands)s hoặc %(decimal)s. Nhập lại theo một trong hai cách."),
    "bad_character": lazy("Có ký tự không đọc được. Xóa và nhập lại."),
    "before_today": lazy("Ngày này không được trước hôm nay (%(today)s)."),
    "born_in_future": lazy("Số định danh này chỉ một năm sinh chưa tới. Kiểm tra lại từng chữ số."),
    "commune_not_in_province": lazy("Xã, phường này không thuộc tỉnh, thành phố đã chọn. Chọn lại."),
    "contradicts_birth_date": lazy("Số định danh không khớp với ngày sinh đã khai. Kiểm tra cả hai."),
    "contradicts_sex": lazy("Số định danh không khớp với giới tính đã khai. Kiểm tra cả hai."),
    "directory_name_used": lazy("Tên này đã được ghi cho một tài khoản công vụ khác."),
    "must_be_true": lazy("Đánh dấu vào ô này để tiếp tục."),
    "no_such_dossier": lazy("Không có hồ sơ mang mã này. Nhập đủ mã hồ sơ."),
    "no_such_date": lazy("Ngày này không có thật. Kiểm tra lại ngày, tháng, năm."),
    "not_a_citizen_id": lazy("Số định danh cá nhân gồm đúng 12 chữ số, ví dụ 001 087 012345."),
    "not_a_date": lazy("Nhập ngày theo dạng ngày/tháng/năm, ví dụ 27/09/2026 hoặc 27092026."),
    "not_a_meridian": lazy("Kinh tuyến trục nhập theo độ và phút, ví dụ 105°45' hoặc 105,75."),
    "not_a_number": lazy("Chỉ nhập con số, ví dụ %(example)s."),
    "not_a_phone": lazy("Nhập một số điện thoại Việt Nam, ví dụ 0912 345 678 hoặc 024 3883 1122 máy lẻ 101."),
    "not_a_tax_code": lazy(
        "Mã số thuế gồm 10 chữ số, hoặc 10 chữ số và 3 chữ số của đơn vị phụ thuộc, ví dụ 0100233488-001."
    ),
    "not_a_url": lazy("Địa chỉ trang web bắt đầu bằng https:// hoặc http://."),
    "not_a_zone": lazy("Múi chiếu là 3 hoặc 6 độ."),
    "not_an_email": lazy(
        "Nhập một địa chỉ thư điện tử gồm chữ không dấu và chữ số, có một dấu @, không có khoảng trắng, "
        "ví dụ ten@coquan.vn. Sau @ có ít nhất một dấu chấm; dấu chấm không đứng đầu, đứng cuối, cạnh @ hay cạnh nhau."
    ),
    "not_an_option": lazy("Chọn một trong các mục đã cho."),
    "not_saved_yet": lazy("Nay mục này đã đọc được; bấm “Lưu và tiếp tục” ở trang này để hệ thống nhận."),
    "not_typeset": lazy("Chưa in được nội dung này vào văn bản. Xem lại các ký tự lạ và độ dài."),
    "not_whole": lazy("Nhập số nguyên, không có phần thập phân."),
    "not_yes_or_no": lazy("Chọn Có hoặc Không."),
    "code_spent": lazy("Mã này đã bị nhập sai nhiều lần và không còn dùng được; hãy yêu cầu mã mới."),
    "code_unknown": lazy("Không có mã nào đang chờ, hoặc mã đã hết hạn; hãy yêu cầu mã mới."),
    "code_wrong": lazy("Mã chưa đúng."),
    "passwords_differ": lazy("Hai lần nhập chưa giống nhau. Nhập lại cả hai."),
    "same_as_before": lazy("Đây là địa chỉ đang dùng."),
    "other_unit": lazy("Nhập số theo đơn vị %(unit)s."),
    "phone_before_2018": lazy("Số di động 11 chữ số đã đổi thành 10 chữ số từ năm 2018. Nhập số đang dùng."),
    "phone_with_words": lazy("Ô này chỉ nhận số điện thoại và máy lẻ. Bỏ các chữ khác ở sau số."),
    "several_phones": lazy("Mỗi ô chỉ nhập một số điện thoại. Giữ lại một số."),
    "phone_with_extension": lazy("Nếu có máy lẻ, viết rõ: 024 3883 1122 máy lẻ 101. Mỗi ô chỉ nhập một số điện thoại."),
    "required": lazy("Mục này bắt buộc."),
    "rule": lazy("Các câu trả lời chưa khớp với nhau. Kiểm tra lại."),
    "swapped_coordinates": lazy("X (Bắc) và Y (Đông) có vẻ đã bị đổi chỗ. Kiểm tra lại."),
    "too_early": lazy("Ngày này phải từ %(min)s trở đi."),
    "too_few_rows": lazy("Cần ít nhất %(min)s dòng."),
    "too_large": lazy("Giá trị lớn nhất là %(max)s."),
    "too_late": lazy("Ngày này phải từ %(max)s trở về trước."),
    "too_long": lazy("Dài quá: nhiều nhất %(max)s ký tự."),
    "no_words": lazy("Nhập ít nhất một chữ cái hoặc chữ số để tìm."),
    "too_many_words": lazy("Nhập nhiều nhất %(max)s từ để tìm."),
    "too_many_decimals": lazy("Nhiều nhất %(max)s chữ số sau dấu phẩy."),
    "too_many_rows": lazy("Nhiều nhất %(max)s dòng."),
    "too_small": lazy("Giá trị nhỏ nhất là %(min)s."),
    "unprintable": lazy("Ký tự “%(letters)s” không in được vào văn bản. Xóa đi hoặc viết bằng chữ khác."),
    "unknown_birth_province": lazy("Ba số đầu của số định danh không phải mã nơi đăng ký khai sinh nào. Kiểm tra lại."),
    "unknown_commune": lazy("Chọn xã, phường, đặc khu trong danh sách."),
    "unknown_province": lazy("Chọn tỉnh, thành phố trong danh sách."),
    "wrong_check_digit": lazy("Mã số thuế này sai chữ số kiểm tra. Đối chiếu với giấy chứng nhận đăng ký."),
    "wrong_password": lazy("Mật khẩu chưa đúng."),
    "wrong_shape": lazy("Câu trả lời gửi lên không đúng dạng. Nhập lại mục này."),
}

INPUT_FAULTS: Mapping[str, Promise] = {
    "no_items": lazy("Cần nêu ít nhất một chỗ phải bổ sung, sửa đổi."),
    "no_postal_address": lazy("Ghi đủ địa chỉ để bưu chính phát được: số nhà hoặc hòm thư, đường hoặc thôn, xã, tỉnh."),
    "unknown_place": lazy("Chỗ được nêu không có trong hồ sơ này."),
    "item_unanswered": lazy("Mục này chưa được trả lời."),
    "malformed": lazy("Nội dung này chưa đúng dạng."),
    "taken": lazy("Tên này đã có người dùng."),
    "email_taken": lazy("Thư điện tử này đã dùng cho một tài khoản khác."),
    "before_start": lazy("Ngày này phải sau ngày bắt đầu."),
    "unknown_unit": lazy("Không có đơn vị này."),
    "unknown_field": lazy("Chỗ được nêu không có trong bản đăng ký."),
    "remark_with_approval": lazy(
        "Đã ghi ý kiến về chỗ chưa đúng nên chưa chấp nhận. Trả lại để sửa, hoặc xóa ý kiến rồi chấp nhận."
    ),
    "password_too_short": lazy("Mật khẩu cần ít nhất 10 ký tự."),
    "password_too_common": lazy("Mật khẩu này quá phổ biến."),
    "password_too_similar": lazy("Mật khẩu này quá giống tên hoặc địa chỉ của tài khoản."),
    "nothing_paid": lazy("Khoản thu phải lớn hơn 0. Không thu thì không ghi; ghi sai thì dùng “Sửa số phí đã thu”."),
    "fee_differs": lazy("Số tiền khác số còn thiếu %(due)s. Ghi lý do."),
    "wrong_order": lazy("Thứ tự gửi lên không khớp các trang của tệp. Mở lại trang này rồi sắp xếp lại."),
    "paid_before_submission": lazy("Ngày thu phải từ ngày nộp hồ sơ %(min)s trở đi."),
    "duplicate_without_reason": lazy(
        "Số này đã có ở phiếu đăng ký hoặc tài khoản khác. Đối chiếu hai bên rồi ghi lý do chấp nhận."
    ),
    "no_sms_to_landline": lazy(
        "Số điện thoại này là số máy bàn hoặc có máy lẻ nên không nhận được tin nhắn SMS. "
        "Nhập số di động hoặc chọn thư điện tử."
    ),
    "landline_while_sms": lazy(
        "Quý vị đang chọn nhận tin qua SMS, mà số máy bàn hoặc số có máy lẻ không nhận được tin nhắn SMS. "
        "Nhập số di động, hoặc chọn thư điện tử trước rồi đổi số."
    ),
    "no_mobile_number": lazy("Tài khoản chưa có số di động nhận được tin nhắn SMS."),
    "person_has_no_staff": lazy("Cá nhân chỉ ủy quyền được cho người khác, không có người được giao trong nội bộ."),
    "staff_needs_no_authorisation": lazy("Chỉ người được ủy quyền từ bên ngoài mới có giấy ủy quyền."),
    "only_representative": lazy("Chỉ người đại diện theo pháp luật giao được quyền quản lý."),
    "manager_without_limits": lazy("Người quản lý phải được nộp hồ sơ và được làm mọi thủ tục."),
    "beyond_authorisation": lazy("Giấy ủy quyền chỉ có hiệu lực đến %(until)s. Muốn dài hơn, mời lại bằng giấy mới."),
    "role_not_yours": lazy("Ông/Bà không giao được vai trò này; hãy liên hệ đơn vị quản lý, vận hành."),
    "beyond_appointment": lazy("Thời gian xử lý thay phải nằm trong thời gian giữ vị trí (%(since)s – %(until)s)."),
    "deputises_oneself": lazy("Người vắng mặt không tự xử lý thay mình. Chọn người khác."),
    "nobody_there": lazy(
        "Đơn vị này và đơn vị cấp trên chưa có ai giải quyết hồ sơ nên không ai đọc được. Chọn nơi khác."
    ),
    "deputy_is_absent": lazy("Người này cũng vắng mặt trong thời gian đó và đã có người xử lý thay."),
    "not_of_this_unit": lazy("Người được giao không thuộc đơn vị đang giữ hồ sơ."),
}

REASONS: Mapping[str, Promise] = {
    **SENT_OFTEN,
    "code_spent": lazy("Mã này đã bị nhập sai nhiều lần và không còn dùng được; hãy yêu cầu mã mới."),
    "code_unknown": lazy("Không có mã nào đang chờ, hoặc mã đã hết hạn; hãy yêu cầu mã mới."),
    "dossier_not_closed": lazy("Hồ sơ này chưa kết thúc; chỉ xóa lời văn của hồ sơ đã kết thúc."),
    "kept_for_good": lazy("Hồ sơ của thủ tục này được lưu vĩnh viễn; chọn căn cứ khác nếu có."),
    "kept_until": lazy("Hồ sơ này còn phải lưu đến hết ngày %(until)s."),
    "no_such_rule": lazy("Căn cứ xóa này không còn trong dữ liệu của Bộ."),
    "erasure_asked": lazy("Đã có người đề nghị xóa lời văn của hồ sơ này; đề nghị đó đang chờ xác nhận."),
    "second_person": lazy("Ông/Bà đã đề nghị việc này; một người vận hành khác phải xác nhận."),
    "not_yours": lazy("Việc này thuộc người khác hoặc đơn vị khác."),
    "wrong_state": lazy("Việc này không thuộc bước mà hồ sơ đang ở."),
    "done_by_you": lazy("Ông/Bà đã làm một bước trước của hồ sơ này nên không được làm bước này."),
    "content_not_set": lazy("Nội dung văn bản chưa được xác định khi thẩm định; cần trả lại để thẩm định."),
    "no_photographs": lazy("Tệp này không được ghép từ nhiều ảnh tại đây nên không đổi được thứ tự."),
    "no_fee_entry": lazy("Chưa có khoản phí nào được ghi nên không có gì để sửa."),
    "fee_known": lazy("Mức phí của hồ sơ này đã được quy định."),
    "no_open_fee": lazy("Không còn khoản phí nào chưa thu."),
    "limit_reached": lazy("Việc này đã được làm đủ %(limit)s lần mà quy trình cho phép."),
    "another_form_draft": lazy("Từ khi trang này được mở, một bản nháp khác của biểu mẫu này đã được lưu."),
    "too_many_form_drafts": lazy("Đã có %(limit)s bản nháp; gửi hoặc bỏ bớt bản nháp cũ."),
    "own_suspension": lazy("Ông/Bà đã tạm khóa tài khoản này nên người khác trả lời đề nghị xem xét lại."),
    "appeal_waits": lazy("Tài khoản đang có đề nghị xem xét lại; trả lời đề nghị đó trước."),
    "assigned_to_you": lazy("Ông/Bà đang xử lý hồ sơ này."),
    "not_a_colleagues": lazy("Hồ sơ không do đồng nghiệp nào xử lý nên không cần nhận thay."),
    "assigned_to_other": lazy("Hồ sơ đang được giao cho người khác."),
    "not_assigned": lazy("Hồ sơ chưa được giao cho ai; cần giao trước."),
    "often_done": lazy("Đã làm %(done)s lần trên hồ sơ này."),
    "unknown_action": lazy("Quy trình của hồ sơ này không có việc đó."),
    "not_editable_now": lazy("Hồ sơ không sửa được ở bước này."),
    "cannot_be_printed": lazy(
        "Chưa lập được văn bản của việc này vì có ký tự không in được: “%(letters)s”. "
        "Sửa nội dung có ký tự đó rồi làm lại."
    ),
    "form_has_faults": lazy("Tờ khai còn mục cần sửa."),
    "components_missing": lazy("Còn thiếu giấy tờ bắt buộc."),
    "declaration_not_ready": lazy("Bản tờ khai để ký đang được lập; chờ vài giây."),
    "signature_required": lazy("Tờ khai cần được ký số trước khi nộp."),
    "nothing_to_confirm": lazy("Không có gì phải xác nhận."),
    "filing_closed": lazy("Thủ tục này hiện không nhận hồ sơ mới."),
    "party_may_not_file": lazy("Thủ tục này không dành cho loại đối tượng của chủ hồ sơ."),
    "too_many_drafts": lazy(
        "Tài khoản này đang có %(limit)s hồ sơ chưa nộp, nhiều nhất được phép. Nộp hoặc bỏ bớt bản nháp trước."
    ),
    "delivery_settled": lazy("Hồ sơ đã kết thúc nên không đổi được cách nhận kết quả."),
    "already_submitted": lazy("Hồ sơ này đã được nộp."),
    "page_not_drawable": lazy("Trang này không xem được tại đây; tải bản gốc để xem."),
    "not_drawn_now": lazy("Lần này chưa vẽ được trang; tải bản gốc để xem, hoặc thử lại sau ít phút."),
    "bytes_damaged": lazy("Tệp lưu không còn nguyên vẹn; đơn vị quản lý, vận hành đã được báo."),
    "too_many_rows_sent": lazy("Bảng được gửi có quá nhiều dòng (nhiều nhất %(max)s dòng); chưa lưu gì."),
    "too_much_sent": lazy("Nội dung được gửi quá dài (nhiều nhất %(max)s ký tự); chưa lưu gì."),
    "upload_finishing": lazy("Tệp này đang được nhận; chờ vài giây."),
    "not_in_force": lazy("Văn bản này không còn hiệu lực."),
    "account_not_active": lazy("Tài khoản này chưa được kích hoạt hoặc đã tạm khóa."),
    "appointed_already": lazy("Người này đã được giao vai trò đó tại đơn vị này."),
    "share_ended": lazy("Việc chia sẻ này đã kết thúc."),
    "ended_already": lazy("Việc giao vai trò này đã kết thúc."),
    "only_factor": lazy("Tài khoản công vụ phải còn ít nhất một cách xác thực thứ hai; hãy thêm cách khác trước."),
    "too_many_passkeys": lazy("Tài khoản đã có %(most)s khóa truy cập, là nhiều nhất. Bỏ một khóa rồi mới thêm được."),
    "own_account": lazy("Không ai tự giao, thu hồi quyền hay kết thúc công tác của chính mình."),
    "not_own_proposal": lazy(
        "Chỉ người đã đề xuất mới rút được đề xuất này. Muốn không làm việc này, hãy từ chối và ghi lý do."
    ),
    "takes_two": lazy(
        "Tham số này giữ an toàn cho hệ thống nên cần hai người: một người đề xuất, một người khác xác nhận."
    ),
    "own_proposal": lazy("Ông/Bà đã đề xuất việc này, hoặc việc này là về Ông/Bà, nên một người khác trả lời."),
    "proposer_may_no_more": lazy(
        "Người đã đề xuất việc này nay không còn quyền làm việc đó nên không xác nhận được. Hãy từ chối và ghi lý do "
        "đó; nếu việc này vẫn cần, người có quyền đề xuất lại."
    ),
    "asker_may_no_more": lazy(
        "Người đã đề nghị việc này nay không còn quyền vận hành nên không xác nhận được. Hãy rút đề nghị đó; nếu vẫn "
        "cần xóa, người có quyền đề nghị lại."
    ),
    "proposed_already": lazy("Việc này đã được đề xuất và đang chờ người thứ hai xác nhận."),
    "corrected_by_one": lazy(
        "Tài khoản này có quyền quyết định nên thư điện tử của tài khoản chỉ được sửa khi có hai người xác nhận. Hãy "
        "báo đơn vị quản lý, vận hành ghi lại địa chỉ và nhờ người thứ hai xác nhận."
    ),
    "elsewhere_too": lazy("Người này còn giữ vị trí ngoài cơ quan; việc thay đổi do đơn vị vận hành thực hiện."),
    "reserved_role": lazy("Người này giữ vai trò quản trị hoặc vận hành; việc thay đổi do đơn vị vận hành thực hiện."),
    "deputised_already": lazy("Vị trí này đã có người xử lý thay trong thời gian đó (%(name)s)."),
    "not_deputisable": lazy("Không phân công xử lý thay cho vai trò quản trị, vận hành."),
    "service_ends_already": lazy("Việc kết thúc công tác của người này đã được ghi."),
    "not_an_officer": lazy("Đây không phải tài khoản công vụ."),
    "email_in_use": lazy("Thư điện tử này đã dùng cho một tài khoản khác."),
    "identity_in_use": lazy("Số định danh này đã dùng cho một tài khoản khác."),
    "tax_code_in_use": lazy("Mã số thuế này đã dùng cho một tài khoản khác."),
    "read_only": lazy("Quý vị chỉ được xem hồ sơ của %(party)s, không được khai hay nộp."),
    "procedure_not_in_mandate": lazy("Quý vị không được giao làm thủ tục này cho %(party)s."),
    "membership_ended": lazy("Quý vị không còn làm việc cho %(party)s. Hồ sơ vẫn thuộc chủ hồ sơ; chưa lưu gì."),
    "dossier_unproven": lazy(
        "Dữ liệu của hồ sơ này không khớp với nhật ký, nên chưa thể quyết định, ký hay trả kết quả. "
        "Hãy báo đơn vị vận hành kiểm tra nhật ký; việc này đã được ghi nhận."
    ),
    "filer_gone": lazy(
        "Người nộp %(filer)s không còn làm việc cho chủ hồ sơ. Hãy nhận làm người nộp, lập lại tờ khai rồi gửi."
    ),
    "filer_already": lazy("Người này đã là người nộp của hồ sơ."),
    "not_yours_to_hand_over": lazy("Chỉ người nộp hoặc người quản lý của chủ hồ sơ giao được hồ sơ cho người khác."),
    "not_yours_to_change": lazy("Quý vị không được thay đổi quyền của người này."),
    "last_manager": lazy(
        "Quý vị là người cuối cùng có toàn quyền: không còn ai nhận các hồ sơ, bản nháp và lời mời. "
        "Trước hết mời một người khác với quyền quản lý thành viên, đợi người đó nhận lời, rồi mới rời."
    ),
    "oneself": lazy("Không kết thúc được việc của chính mình ở đây; hãy dùng mục Rời khỏi đây."),
    "acts_already": lazy("Tài khoản này đang làm việc cho %(party)s rồi."),
    "invited_already": lazy("Địa chỉ này đang có một lời mời chưa trả lời. Rút lời mời đó trước."),
    "too_many_invitations": lazy("Đang có %(max)s lời mời chưa trả lời. Rút bớt trước khi mời thêm."),
    "registered_already": lazy("Quý vị đã đăng ký với các thông tin này."),
    "identity_linked_elsewhere": lazy("Danh tính này đã được liên kết với một tài khoản khác."),
    "identity_of_another": lazy("Danh tính này mang số định danh của người khác, không phải của chủ tài khoản."),
    "identity_one_each": lazy(
        "Tài khoản đã liên kết với một danh tính khác của nhà cung cấp này. Gỡ liên kết cũ trước."
    ),
    "identity_wrong_kind": lazy("Nhà cung cấp này không dành cho loại tài khoản này."),
    "last_way_in": lazy("Đây là cách đăng nhập duy nhất của tài khoản. Hãy đặt mật khẩu trước."),
    "link_expired": lazy("Đường dẫn này đã hết hạn. Hãy yêu cầu đường dẫn mới."),
    "link_unknown": lazy("Đường dẫn này không đúng. Mở lại đường dẫn từ thư đã nhận."),
    "link_used": lazy("Đường dẫn này đã được dùng. Hãy đăng nhập."),
    "nothing_to_reset": lazy("Tài khoản này không có mã xác thực nào để gỡ."),
    "suspended_by_operator": lazy("Tài khoản do đơn vị quản lý, vận hành tạm khóa; Quý vị có thể đề nghị xem xét lại."),
    "phone_unconfirmed": lazy("Số điện thoại đã khai chưa được xác nhận."),
    "change_waits": lazy("Một yêu cầu đổi thông tin đang được kiểm tra."),
    "asker_manages_no_more": lazy(
        "Người đã gửi yêu cầu này không còn quyền quản lý nên không chấp nhận được. Hãy từ chối yêu cầu và ghi lý do "
        "đó."
    ),
    "changed_meanwhile": lazy(
        "Thông tin đang có hiệu lực đã thay đổi từ khi gửi yêu cầu; hãy trả lại để người gửi lập yêu cầu mới."
    ),
    "appealed_already": lazy("Đề nghị đã được gửi và đang được xem xét."),
    "version_is_frozen": lazy("Phiên bản này đã được công bố nên không sửa được."),
}


# A first word with a capital or digit inside (GPS, pH, Q1), or one letter that no word follows: “X (Bắc)”, not “Y tế”.
_SYMBOL = re.compile(r"I |\w+[A-ZĐ\d]|[A-Za-z](?:$|\W(?![^\W\d_])|\W[A-ZĐ])")


@dataclass(frozen=True)
class Asked:
    """What is asked at a place: its label, whether it is chosen from what is offered, and whether that is yes or no."""

    label: str
    chosen: bool = False
    yes_no: bool = False

    @property
    def name(self) -> str:
        """The label inside a sentence: it begins small, unless its first word is a symbol or an abbreviation.

        “X (Bắc)”, “GPS”, “pH”, “Y1” and the English “I” stay as they are, “Họ và tên” becomes “họ và tên”.
        """
        label = self.label.strip().rstrip(".:?")
        return label if _SYMBOL.match(label) else label[:1].lower() + label[1:]


def fault_sentence(fault: Fault, question: Asked | None = None) -> str:
    """The sentence of a fault; at the place `file` the words are those of files. A `question` names what is missing."""
    if fault.text is not None:
        return _said(fault.text)
    if question is not None and question.label and not _is_file(fault):
        if fault.code == "required":
            if question.yes_no:
                # Such a label is often a whole statement, of which no noun can be chosen.
                return str(FAULTS["not_yes_or_no"])
            template = _("Chọn %(name)s.") if question.chosen else _("Nhập %(name)s.")
            return template % {"name": question.name}
        if fault.code == "must_be_true":
            return _("Đánh dấu để xác nhận: %(label)s.") % {"label": question.label.rstrip(".")}
    if _is_file(fault) and fault.code in FILE_FAULTS:
        return file_sentence(fault)
    for table in (FAULTS, INPUT_FAULTS, FILE_FAULTS):
        if fault.code in table:
            return filled(table[fault.code], fault.params)
    return _("Nội dung này chưa đúng (%(code)s).") % {"code": fault.code}


def reason_sentence(reason: Reason) -> str:
    """The sentence of a reason; the data's own text where it has one."""
    if reason.text is not None:
        return _said(reason.text)
    if reason.code in REASONS:
        return filled(REASONS[reason.code], reason.params)
    return _("Việc này đang đóng (%(code)s).") % {"code": reason.code}


def _is_file(fault: Fault) -> bool:
    return fault.place == "file" or fault.place.startswith("file.")


def _said(text: Text) -> str:
    return text.in_language(get_language() or "vi")
