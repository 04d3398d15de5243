"""Addresses of the operator's pages, under /operator/; vetters of agencies reach those of registrations too.

`home`, `registrations`, `registration` (id), `change` (id), `appeals`, `proposals`, `demands`,
`demand_new`, `demand` (batch), `trouble` (id), `settings`, `people`, `person_new`, `person` (id), `person_link` (id),
`person_directory` (id), `person_deputies` (id), `person_end` (id), `person_end_withdraw` (id),
`appointment_new` (id), `appointment_title`, `appointment_end` (id, appointment), `dead_letter` (kind, id),
`undelivered`, `undelivered_act` (id), `erasures`, `security`, `security_table`, `units`, `calendar` (year),
`procedures`, `letter_texts`, `letter_text` (folder, name).
"""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.operator import (
    account_help,
    appeals,
    demands,
    end_of_service,
    erasures,
    home,
    identity_changes,
    letter_texts,
    ministry_data,
    officials,
    positions,
    proposals,
    provider_names,
    registrations,
    security,
    settings,
    undelivered,
)
from dvctt.web.pages import deputies

app_name = "operator"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("registrations/", registrations.queue, name="registrations"),
    path("registrations/<uuid:registration>/", registrations.registration, name="registration"),
    path("changes/<uuid:change>/", identity_changes.change, name="change"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("proposals/", proposals.page, name="proposals"),
    path("demands/", demands.demands, name="demands"),
    path("demands/new/", demands.demand_new, name="demand_new"),
    path("demands/<uuid:demand>/", demands.demand, name="demand"),
    path("people/<uuid:account>/trouble/", account_help.trouble, name="trouble"),
    path("settings/", settings.page, name="settings"),
    path("people/", officials.people, name="people"),
    path("people/new/", officials.new, name="person_new"),
    path("people/<uuid:account>/", officials.person, name="person"),
    path("people/<uuid:account>/link/", officials.send_link, name="person_link"),
    path("people/<uuid:account>/deputies/", deputies.of_person, name="person_deputies"),
    path("people/<uuid:account>/end/", end_of_service.end, name="person_end"),
    path("people/<uuid:account>/end/withdraw/", end_of_service.withdraw, name="person_end_withdraw"),
    path("people/<uuid:account>/directory/", provider_names.names, name="person_directory"),
    path("people/<uuid:account>/appointments/", positions.appoint, name="appointment_new"),
    path("people/<uuid:account>/appointments/<uuid:appointment>/title/", positions.correct, name="appointment_title"),
    path("people/<uuid:account>/appointments/<uuid:appointment>/end/", positions.end, name="appointment_end"),
    path("letters/<str:kind>/<uuid:letter>/", home.dead_letter, name="dead_letter"),
    path("undelivered/", undelivered.tasks, name="undelivered"),
    path("undelivered/<uuid:message>/", undelivered.act, name="undelivered_act"),
    path("erasures/", erasures.erasures, name="erasures"),
    path("security/", security.page, name="security"),
    path("security/table/", security.table, name="security_table"),
    path("units/", ministry_data.units, name="units"),
    path("calendar/", ministry_data.calendar, name="calendar"),
    path("procedures/", ministry_data.procedures, name="procedures"),
    path("letter-texts/", letter_texts.letters, name="letter_texts"),
    path("letter-texts/<slug:folder>/<slug:name>/", letter_texts.letter, name="letter_text"),
]
