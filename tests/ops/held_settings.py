"""The product's settings, with processes that stand still where a test wants to kill them."""

import os

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS
from config.settings import STORAGES as PLACES

INSTALLED_APPS = [*OURS, "tests.ops.holding.Holding"]
STORAGES = {**PLACES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
HOLDS = os.environ["DVCTT_TEST_HOLDS"]
