"""What is hidden is known by its holder, and serves nobody else."""

import pytest

from dvctt.kernel.masking import masked, masked_number, masked_phone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nguyễn Thị Hoa", "N••• T••• H•••"),
        ("hoa@duyen.example", "h•••@d•••.example"),
        ("hoa@localhost", "h•••@.localhost"),
        ("", ""),
    ],
)
def test_names_and_addresses_by_their_first_letters(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_the_host_of_an_address_may_be_left_to_be_read() -> None:
    assert masked("hoa@mail.duyen.example", host=True) == "h•••@mail.duyen.example"


def test_numbers_by_their_ends() -> None:
    assert masked_phone("0912345678") == "••• 678"
    assert masked_number("001088123412") == "0010******12"
    assert masked_number("123456") == "******"
