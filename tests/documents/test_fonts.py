"""Which letters are printed is known from the font files, and what is said to be printed is."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvctt.documents.fonts import lacking_in, substituted, unprintable
from dvctt.documents.rendering import render
from dvctt.forms import unprintable_fault
from dvctt.kernel import tidied
from dvctt.kernel.text import PICTURES
from dvctt.web.http.incoming_text import cleaned

SIGNS = "‰ Ω ≥ ≤ → ← ✓ ☑ ☐ ● ▪ Φ φ Δ β ₂ ₃ ⁻ ⁺ № ℃ ∅ √ ∞ ≈ ≠ ∑ ﬁ ° ′ ″ ½ m³ × ÷ ± • … “ ” – — Cl⁻ a\u2011b a\u202fb"
NAMES = "Ελληνική Εταιρεία; Российская компания; 日本水道株式会社; 中国水利; 한국수자원공사; Łódź; Ðorđe; Nguyễn Thị Ỷ"
CUTS = '#import "/layout.typ": *\n#show: official\n#data.text *#data.text* _#data.text _ #strong(emph(data.text))'


def printed(text: str) -> bytes:
    """A document with the text in every cut."""
    return render(CUTS.encode(), {"text": text}, title="Thử")


@pytest.mark.parametrize("text", [SIGNS, NAMES])
def test_signs_and_other_alphabets_are_printed(text: str) -> None:
    assert unprintable(text) == ""
    assert printed(text).startswith(b"%PDF")


@pytest.mark.parametrize("letter", ["𓀀", "\ue000", "\u0378", "ไ", "🏭", "👍", "\x0b", "\ud800", "\ufffe"])
def test_what_no_face_has_is_named(letter: str) -> None:
    assert unprintable(f"Giếng {letter} số {letter}1") == letter
    assert substituted(f"a{letter}b.pdf") == "a□b.pdf"
    assert lacking_in({"a": [{"b": letter}], "c": 5}) == letter


def test_of_every_block_what_is_said_to_be_printed_is() -> None:
    letters = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    blocks = groupby((letter for letter in letters if not unprintable(letter)), key=lambda letter: ord(letter) >> 7)
    chosen = [letter for _block, group in blocks for letter in list(group)[::40]]
    assert len(chosen) > 1000
    assert printed(" ".join(chosen)).startswith(b"%PDF")


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_a_text_is_printed_or_its_letters_are_named(text: str) -> None:
    named = unprintable(text)
    assert set(named) <= set(text)
    assert unprintable(substituted(text)) == ""
    if not named:
        assert printed(f"x {text}").startswith(b"%PDF")


def test_bullets_of_word_processors_become_letters() -> None:
    copied = "\uf0b7 Giếng 1\uf0d8 Giếng 2 \uf0fc\uf02d"
    assert tidied(copied) == "• Giếng 1➢ Giếng 2 ✓-" and unprintable(tidied(copied)) == ""
    assert all(unprintable(str(letter)) == "" for letter in PICTURES.values())


def test_a_letter_that_no_screen_shows_is_named_by_its_number() -> None:
    (fault,) = unprintable_fault("f", "a\ue000b👍")
    assert fault.params["letters"] == "U+E000👍"


def test_breaks_of_word_processors_are_ends_of_lines() -> None:
    assert cleaned("Một\x0bhai\x0cba\x85bốn\u2028năm\u2029sáu") == "Một\nhai\nba\nbốn\nnăm\nsáu"
    assert cleaned("a\x00b") == "a\ufffdb"
