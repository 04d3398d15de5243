"""Every address of the product; the web package holds them by audience."""

from django.urls import include, path

urlpatterns = [path("", include("dvctt.web.urls"))]

handler500 = "dvctt.web.errors.server_error"
