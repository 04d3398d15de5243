"""Addresses for machines: `machine:sms_reports`."""

from django.urls import URLPattern, URLResolver, path

from dvctt.web.machine import sms

app_name = "machine"
urlpatterns: list[URLPattern | URLResolver] = [path("sms-reports/", sms.reports, name="sms_reports")]
