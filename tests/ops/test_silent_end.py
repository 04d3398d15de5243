"""A process that has spoken with others ends without a word."""

import os
import subprocess
import sys

from dvctt.ops import machine
from tests.fixtures_smsgateway import SmsGateway

SPEAKING = """
import sys, django
django.setup()
from dvctt.accounts.providers import client as provider
from dvctt.notices.adapters import sms
print([client.get(sys.argv[1]).status_code for client in (sms._client(), provider._http())])
"""


def test_kept_connections_are_closed_at_the_end(smsgateway: SmsGateway) -> None:
    told = os.environ | {"NO_PROXY": "127.0.0.1"}
    command = [sys.executable, "-X", "dev", "-W", "ignore::DeprecationWarning", "-c", SPEAKING, smsgateway.url]
    done = subprocess.run(command, cwd=machine.ROOT, env=told, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[200, 200]\n", "")
