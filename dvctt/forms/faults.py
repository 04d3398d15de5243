"""The codes of everything that can be wrong with an answer; the edge that speaks to people owns the sentences."""

from collections.abc import Mapping

from dvctt.kernel import Fault

FAULT_CODES: frozenset[str] = frozenset(
    {
        "after_today",
        "ambiguous_number",
        "bad_character",
        "before_today",
        "born_in_future",
        "commune_not_in_province",
        "contradicts_birth_date",
        "contradicts_sex",
        "must_be_true",
        "no_such_date",
        "not_a_citizen_id",
        "not_a_date",
        "not_a_meridian",
        "not_a_number",
        "not_a_phone",
        "not_a_tax_code",
        "not_a_url",
        "not_a_zone",
        "not_an_email",
        "not_an_option",
        "not_saved_yet",
        "not_whole",
        "not_yes_or_no",
        "other_unit",
        "phone_before_2018",
        "phone_with_extension",
        "phone_with_words",
        "required",
        "rule",
        "several_phones",
        "swapped_coordinates",
        "too_early",
        "too_few_rows",
        "too_large",
        "too_late",
        "too_long",
        "too_many_decimals",
        "too_many_rows",
        "too_small",
        "unknown_birth_province",
        "unknown_commune",
        "unknown_province",
        "unprintable",
        "wrong_check_digit",
        "wrong_shape",
    }
)


class Wrong(Exception):
    """A value that cannot be cleaned: the code of the fault and what its sentence needs."""

    def __init__(self, code: str, /, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params

    def at(self, place: str) -> Fault:
        """Make the fault of that place."""
        return Fault(place, self.code, self.params)
