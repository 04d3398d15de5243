"""Who may decide what, and by which settings, is what was recorded: whoever rewrites it in the database is named."""

import pytest

from dvctt.accounts import officials
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from tests.casework.test_deputies import DAY, stand_in
from tests.casework.test_proven import forge, taken_back
from tests.fixtures_casework import World
from tests.ministry.test_settings import OPERATOR

pytestmark = pytest.mark.django_db
KEY = "authority.deputy.days"
OTHER = "(SELECT id FROM accounts_account WHERE kind = 'applicant' LIMIT 1)"
POSITIONS = [
    ("authority_differs", "UPDATE accounts_appointment SET role = 'competent' WHERE role = 'clerk'"),
    ("authority_differs", "UPDATE accounts_appointment SET unit = 'LDB' WHERE role = 'competent'"),
    ("authority_differs", "UPDATE accounts_appointment SET authority_line = 'TM. BỘ' WHERE role = 'competent'"),
    ("authority_differs", "UPDATE accounts_appointment SET title_vi = 'BỘ TRƯỞNG' WHERE role = 'competent'"),
    ("authority_differs", "UPDATE accounts_appointment SET until = current_date + 9 WHERE role = 'head'"),
    ("authority_differs", f"UPDATE accounts_appointment SET account_id = {OTHER} WHERE role = 'competent'"),
    ("authority_not_recorded", "INSERT INTO accounts_appointment (id, account_id, unit, role, title_vi, title_en, "
     "authority_line, since) SELECT gen_random_uuid(), account_id, 'DDBD', 'competent', 'Cục phó', '', '', since "
     "FROM accounts_appointment WHERE role = 'head'"),
    ("authority_missing", "DELETE FROM accounts_appointment WHERE role = 'clerk'"),
    ("authority_differs", f"UPDATE accounts_deputyship SET deputy_id = {OTHER}"),
    ("authority_differs", "UPDATE accounts_deputyship SET until = until + 30"),
    ("authority_differs", "UPDATE accounts_deputyship SET authority_line = ''"),
    ("authority_differs", "UPDATE accounts_deputyship SET ended_at = NULL, ended_by = '' WHERE ended_at IS NOT NULL"),
    ("authority_missing", "DELETE FROM accounts_deputyship"),
]  # fmt: skip
SETTINGS = [
    ("setting_differs", f"UPDATE ministry_setting SET value = '30' WHERE key = '{KEY}'"),
    ("setting_differs", f"UPDATE ministry_setting SET value = NULL WHERE key = '{KEY}'"),
    ("setting_differs", "UPDATE ministry_setting SET value = '1' WHERE key = 'authority.grant.days'"),
    ("content_differs", "UPDATE ministry_setting SET spec = jsonb_set(spec, '{default}', '1') "
     "WHERE key = 'authority.grant.days'"),
    ("content_differs", "UPDATE ministry_seriesrule SET pattern = '{number}/GIA' WHERE series = '*'"),
]  # fmt: skip


def test_a_position_or_deputy_that_was_rewritten_is_named(surveying: World) -> None:
    head, deputy = surveying.people["head"], surveying.people["clerk"]
    officials.end_deputyship(head, stand_in(head, deputy))
    stand_in(head, deputy, since=clock.today() + 7 * DAY)
    assert list(officials.authority_findings()) == []
    for code, statement in POSITIONS:
        with taken_back():
            forge(statement)
            assert {one.code for one in officials.authority_findings()} == {code}, statement
    assert list(officials.authority_findings()) == []


def test_a_setting_that_was_rewritten_is_named(db: None) -> None:
    assert list(ministry.setting_findings()) == []
    ministry.set_setting(OPERATOR, KEY, 45, reason="Quy chế")
    assert list(ministry.setting_findings()) == []
    for code, statement in SETTINGS:
        with taken_back():
            forge(statement)
            assert {one.code for one in ministry.setting_findings()} == {code}, statement
