"""Every address of the product; the web package holds them by audience."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [path("", include("dvctt.web.urls"))]
if settings.DEMONSTRATION:
    urlpatterns.append(path("", include("demo.urls")))

handler500 = "dvctt.web.http.errors.server_error"
