"""The side of `hashing` that works, in a process of its own: a question a line, an answer a line, until nobody asks.

It imports no Django and knows no secret but the password that it is asked about.
"""

import json
import sys
from typing import Any

import argon2

from dvctt.kernel import memory


def main() -> None:
    """Answer each question: `encode` with a hash, `verify` with whether it is the password's; both are JSON objects."""
    memory.close()
    for line in sys.stdin:
        answer = _answer(json.loads(line))
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _answer(question: dict[str, Any]) -> str | bool:
    password = question["password"].encode("latin-1")
    if "hash" in question:
        try:
            return argon2.PasswordHasher().verify(question["hash"], password)
        except argon2.exceptions.VerificationError:
            return False
    made = argon2.low_level.hash_secret(
        password, question["salt"].encode(), question["time_cost"], question["memory_cost"], question["parallelism"],
        question["hash_len"], argon2.low_level.Type(question["type"]),
    )  # fmt: skip
    return made.decode("ascii")


if __name__ == "__main__":
    main()
