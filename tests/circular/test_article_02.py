"""Article 2: whom the Circular binds."""

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.circular.conftest import Registry, Story
from tests.web.officers import place
from tests.web.walking import valid


@pytest.mark.circular("2.1")
def test_2_1_the_ministrys_units_have_their_roles_and_authority(
    registry: Registry, story: Story, water_story: Story, own_record: Settings
) -> None:
    """The operator gives an official a role at a unit of the ministry, the official then sees and may do what that
    unit's role has and nothing of another agency, and once the position has ended nothing at all.
    """
    units = valid(registry.operator.get(reverse("operator:units")))
    assert "DDBD-QL" in units and "TNN-CP" in units
    form = {
        "name": "Lê Thị Hồng Hạnh",
        "username": "hanh.le",
        "email": "hanh.2.1@monre.example",
        "unit": "DDBD-QL",
        "role": "appraiser",
        "title": "Chuyên viên",
        "authority_line": "",
        "since": "",
    }
    client = registry.appointed(form)
    registry.enrol(client)
    assert "thẩm định" in valid(client.get(reverse("authority"))).casefold()

    for either in (story, water_story):
        either.arranged()
        either.act("desk", "accept")
    queue = client.get(reverse("officer:queue"), {"tab": "unit"}).content.decode()
    assert str(story.dossier) in queue and str(water_story.dossier) not in queue
    assert client.get(place(story.dossier)).status_code == 200
    assert client.get(place(story.dossier, "act/take/")).status_code == 200
    assert client.get(place(story.dossier, "act/approve/")).status_code in (403, 404, 409)
    assert client.get(place(water_story.dossier)).status_code == 404

    registry.end_position("hanh.2.1@monre.example")
    assert client.get(reverse("officer:queue")).status_code == 403
    assert client.get(place(story.dossier)).status_code == 403
