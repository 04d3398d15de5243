"""The words by which pages and the report name the rows of the table, in both languages."""

from dvctt.authority.dossiers import DossierPower, DossierReach
from dvctt.authority.system import SystemPower, SystemReach
from dvctt.authority.table import Power, Reach
from dvctt.authority.who import Who
from dvctt.kernel import Text

WHO_NAMES: dict[Who, Text] = {
    Who.APPLICANT: Text(vi="Người nộp, chủ hồ sơ", en="Applicant, owner"),
    Who.DESK: Text(vi="Bộ phận Một cửa", en="One-stop desk"),
    Who.APPRAISER: Text(vi="Người thẩm định", en="Appraiser"),
    Who.HEAD: Text(vi="Lãnh đạo đơn vị thẩm định", en="Head of the appraising unit"),
    Who.COMPETENT: Text(vi="Người có thẩm quyền", en="Competent person"),
    Who.CLERK: Text(vi="Văn thư", en="Clerk"),
    Who.GRANTEE: Text(vi="Người được chia sẻ", en="Grantee"),
    Who.OPERATOR: Text(vi="Quản lý, vận hành", en="Operator"),
    Who.VETTER: Text(vi="Kiểm tra đăng ký", en="Vetter"),
    Who.ADMINISTRATOR: Text(vi="Quản trị của cơ quan", en="Agency's administrator"),
    Who.SYSTEM: Text(vi="Hệ thống", en="The system itself"),
}
POWER_NAMES: dict[Power, Text] = {
    DossierPower.READ: Text(vi="Xem hồ sơ: nội dung khai, tình trạng, thời hạn", en="Read an application"),
    DossierPower.IDENTITY: Text(vi="Xem đầy đủ số định danh trong nội dung khai", en="Read identity numbers in full"),
    DossierPower.ASK_IDENTITY: Text(vi="Yêu cầu hiện số định danh, có ghi mục đích", en="Ask for identity numbers"),
    DossierPower.FILES: Text(vi="Xem tờ khai và giấy tờ đã nộp", en="Read the declaration and the papers handed in"),
    DossierPower.PAPERS: Text(vi="Xem văn bản do quy trình lập", en="Read documents that the process makes"),
    DossierPower.HISTORY: Text(
        vi="Xem tên, ý kiến của cán bộ trong quá trình xử lý", en="Read names and words of officers"
    ),
    DossierPower.SEARCH: Text(
        vi="Tìm hồ sơ trong phạm vi được xem", en="Search among the applications that one may read"
    ),
    DossierPower.OVERSEE: Text(vi="Biết hồ sơ chậm hạn theo đơn vị, cán bộ", en="See what is late by unit and officer"),
    DossierPower.ACT: Text(vi="Thực hiện bước của quy trình", en="Act in the process"),
    DossierPower.DRAFT: Text(
        vi="Khai, sửa, kèm giấy tờ khi hồ sơ ở chỗ mình", en="Fill in, correct, hand in while it is theirs"
    ),
    DossierPower.WHO_SEES: Text(vi="Biết ai xem được hồ sơ và vì sao", en="See who can see the application and why"),
    DossierPower.LOOKS: Text(vi="Biết ai đã xem hồ sơ", en="See who looked at the application"),
    DossierPower.SHARE: Text(vi="Chia sẻ hồ sơ để phối hợp, có thời hạn", en="Share an application for a while"),
    DossierPower.EVIDENCE: Text(
        vi="Xuất hồ sơ chứng cứ cho tòa án, thanh tra, có ghi mục đích", en="Export an application as evidence"
    ),
    DossierPower.NOTE: Text(vi="Ghi ý kiến phối hợp", en="Write a note under a grant"),
    SystemPower.VET: Text(vi="Kiểm tra đăng ký tài khoản", en="Vet registrations"),
    SystemPower.ACCOUNTS: Text(vi="Quản lý mọi tài khoản", en="Manage all accounts"),
    SystemPower.OFFICIALS: Text(vi="Quản lý tài khoản, vị trí công vụ", en="Manage official accounts and appointments"),
    SystemPower.SETTINGS: Text(vi="Đổi tham số của hệ thống", en="Change settings"),
    SystemPower.OPERATE: Text(vi="Xem dữ liệu của Bộ, chạy lại việc hỏng", en="Operate the system"),
    SystemPower.TABLE: Text(vi="Xem bảng thẩm quyền", en="Read this table"),
}
REACH_NAMES: dict[Reach, Text] = {
    DossierReach.OWN: Text(vi="của mình và của tổ chức mình đại diện", en="one's own and those of whom one acts for"),
    DossierReach.RECEIVED: Text(vi="nộp tới đơn vị mình, từ khi nộp", en="submitted to one's unit, from submission"),
    DossierReach.APPRAISED: Text(
        vi="đơn vị mình thẩm định, từ khi tiếp nhận", en="appraised by one's unit, from acceptance"
    ),
    DossierReach.DECIDED: Text(
        vi="đơn vị mình quyết định, từ khi tiếp nhận", en="decided by one's unit, from acceptance"
    ),
    DossierReach.SHARED: Text(vi="được chia sẻ, trong thời hạn", en="shared, while the grant lasts"),
    DossierReach.SHARED_TO_WRITE: Text(vi="được chia sẻ để xem và góp ý", en="shared to read and write notes"),
    DossierReach.ALL: Text(vi="mọi hồ sơ", en="all applications"),
    SystemReach.OPERATED: Text(vi="đăng ký do đơn vị vận hành kiểm tra", en="registrations that the operator vets"),
    SystemReach.AGENCY: Text(vi="đăng ký do cơ quan mình kiểm tra", en="registrations that one's agency vets"),
    SystemReach.COVERED: Text(vi="của cơ quan mình", en="of one's agency"),
    SystemReach.WHOLE: Text(vi="toàn hệ thống", en="the whole system"),
}
HELD_NAME = Text(vi="chỉ trong khi đơn vị đó giữ hồ sơ", en="only while that unit holds the application")
