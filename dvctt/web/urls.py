"""Every address, by audience: / public (registration, one's own account), /me/ applicant, /officer/, /operator/,
/machine/ what other systems call.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from dvctt.web.http import health
from dvctt.web.http.guards import public
from dvctt.web.pages import authority, typed_meaning
from dvctt.web.ui import address_choices

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("language/", public(set_language), name="set_language"),
    path("reading/", typed_meaning.reading, name="reading"),
    path("addresses/communes/", address_choices.communes, name="communes"),
    path("", include("dvctt.web.signin.urls")),
    path("", include("dvctt.web.registration.urls")),
    path("", include("dvctt.web.account.urls")),
    path("", include("dvctt.web.parties.urls")),
    path("documents/", include("dvctt.web.documents.urls")),
    path("me/", include("dvctt.web.applicant.urls")),
    path("officer/", include("dvctt.web.officer.urls")),
    path("authority/", authority.page, name="authority"),
    path("machine/", include("dvctt.web.machine.urls")),
    path("operator/", include("dvctt.web.operator.urls")),
    path("", include("dvctt.web.public.urls")),
]
