"""Acts are appended in a chain per subject; personal values can go and the chain stays."""

import pytest

from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Ref

DOSSIER = Ref("dossier", "1")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình", address="10.0.0.7")
APPLICANT = Actor(ActorKind.APPLICANT, "a1", name="Nguyễn Thị Hoa", on_behalf=Ref("party", "p1"), address="203.0.113.9")


@pytest.mark.django_db
def test_entries_continue_one_another() -> None:
    first = journal.append(DOSSIER, APPLICANT, "submit", before={"state": "draft"}, after={"state": "submitted"})
    second = journal.append(
        DOSSIER,
        OFFICER,
        "accept",
        before={"state": "submitted"},
        after={"state": "accepted"},
        reason="Đủ thành phần",
        inputs={"note": "x"},
    )

    assert (first.seq, first.previous) == (1, "")
    assert (second.seq, second.previous) == (2, first.hash)
    assert journal.entries(DOSSIER) == (first, second)
    assert second.digest and not first.digest
    assert (second.actor_name, second.address, second.reason) == ("Trần Văn Bình", "10.0.0.7", "Đủ thành phần")
    assert (first.actor_name, first.address, first.on_behalf) == ("Nguyễn Thị Hoa", "203.0.113.9", Ref("party", "p1"))
    assert journal.entries(Ref("dossier", "2")) == ()


@pytest.mark.django_db
def test_an_append_costs_two_statements(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        journal.append(DOSSIER, APPLICANT, "submit", before={}, after={}, personal={"owner.name": "Hoa"})
