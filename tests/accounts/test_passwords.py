"""What is no password: short ones, common ones of the world and of here; a sentence is one."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize("password", [
    "matkhau123", "Mật khẩu 123", "M@tkhau2026!", "anhyeuem123", "AnhYêuEm2024", "vietnam1975", "123456hanoi",
    "1234567890", "password123", "ngắn", "hoa.mai90", "dvctt-2026!!", "BộTNMT2026", "monre-2026#", "vanthu1234",
])  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [
    "một câu dễ nhớ 27", "hoabinh-trangan-27", "hà nội mùa này vắng những cơn mưa", "matkhau của tôi thì dài",
])  # fmt: skip
def test_a_sentence_is_a_password(password: str) -> None:
    validate_password(password)
