"""What a procedure costs, as its page says it: the amount, its steps, or how it is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.catalogue import api as catalogue
from dvctt.kernel import dong
from dvctt.ministry import api as ministry
from dvctt.web.ui.form_view import answer, words


@dataclass(frozen=True)
class FeeLine:
    """A fee, or a case of it under the name that the law gives it there.

    `steps` are ranges of the answer `by`, each with its amount; `told` is what else is said, the amount itself first.
    """

    name: str
    by: str
    steps: tuple[tuple[str, str], ...]
    told: tuple[str, ...]


def lines(bundle: catalogue.Bundle) -> list[FeeLine]:
    """Every fee of a version with its cases, in the language of the page."""
    fields = {field.id: field for field in bundle.form.fields()}
    return [
        _line(price, words(getattr(price, "name", None)) or words(fee.name), fields)
        for fee in bundle.fees
        for price in (fee, *fee.cases)
    ]


def _line(price: catalogue.Price, name: str, fields: dict[str, forms.AnyField]) -> FeeLine:
    by = fields.get(price.by or "")
    steps = tuple(_steps(price.tiers, by)) if by else ()
    amount = dong(price.amount, _language()) if price.amount is not None else ""
    texts = [text for text in (amount, words(price.note)) if text]
    if not steps and not texts:
        unknown = words(ministry.code_name("fee", "unknown"))
        texts = [f"{unknown[:1].upper()}{unknown[1:]}."]
    return FeeLine(name, words(by.label) if by else "", steps, tuple(texts))


def _steps(tiers: Sequence[catalogue.Tier], by: forms.AnyField) -> Iterator[tuple[str, str]]:
    if not tiers:
        return
    for before, tier in pairwise((None, *tiers)):
        assert tier is not None
        yield _range(before, tier, by), dong(tier.amount, _language())


def _range(before: catalogue.Tier | None, tier: catalogue.Tier, by: forms.AnyField) -> str:
    """The values of a step in words: a bound belongs to the step below it where that is `inclusive`."""
    low = answer(by, str(before.up_to)) if before else ""
    high = answer(by, str(tier.up_to)) if tier.up_to is not None else ""
    start, end = {"low": low}, {"high": high}
    first = "" if not before else _("trên %(low)s") % start if before.inclusive else _("từ %(low)s") % start
    last = "" if not high else _("đến %(high)s") % end if tier.inclusive else _("dưới %(high)s") % end
    if first and last and not tier.inclusive:
        return _("%(first)s đến %(last)s") % {"first": first, "last": last}
    return " ".join(part for part in (first, last) if part)


def _language() -> str:
    return get_language() or "vi"
