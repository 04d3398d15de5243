"""The demonstration's identity providers: what the product is told of them."""

import json
import os
import secrets
from pathlib import Path

from dvctt.ops import machine

CITIZENS, MINISTRY = "e-id", "ministry"
CLIENT = "dvctt"
LEVELS = {"loa1": "low", "loa2": "substantial", "loa3": "high"}


def describe() -> None:
    """Write the file that DVCTT_IDENTITY_PROVIDERS names, for the ports of this start, with a secret made once."""
    folder = machine.var() / "identity"
    secret(folder)
    origin = f"http://127.0.0.1:{machine.ports().identity}"
    shared = {"client_id": CLIENT, "secret_file": str(folder / "secret"), "assurance": LEVELS}
    citizens = {
        "id": CITIZENS, "name": {"vi": "Định danh điện tử (trình diễn)", "en": "e-Identity (demonstration)"},
        "issuer": f"{origin}/{CITIZENS}", "audience": "applicant", "identity_trusted": True,
        "claims": {"identity_number": "citizen_id", "birth_date": "birthdate"}, **shared,
    }  # fmt: skip
    ministry = {
        "id": MINISTRY, "name": {"vi": "Tài khoản của Bộ (trình diễn)", "en": "Ministry account (demonstration)"},
        "issuer": f"{origin}/{MINISTRY}", "audience": "officer",
        "claims": {"directory_name": "preferred_username"}, **shared,
    }  # fmt: skip
    text = json.dumps({"providers": [citizens, ministry]}, ensure_ascii=False, indent=1)
    (folder / "providers.yaml").write_text(text, encoding="utf-8")


def secret(folder: Path) -> str:
    """The secret that product and providers share, made once."""
    path = folder / "secret"
    if not path.exists():
        machine.write_secret(path, secrets.token_urlsafe(32))
    return path.read_text()


def callback(provider: str) -> str:
    """Where a provider sends people back to."""
    base = os.environ.get("DVCTT_BASE_URL", machine.base_url())
    return f"{base}/sign-in/with/{provider}/callback/"
