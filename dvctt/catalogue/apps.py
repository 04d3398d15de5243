"""Django finds the package here."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The package `catalogue`."""

    name = "dvctt.catalogue"
    label = "catalogue"
