"""The address inputs' choices: the ministry's administrative units."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dvctt.kernel import fold
from dvctt.ministry import api as ministry
from dvctt.web.http.fragments import fragment
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request
from dvctt.web.ui import form_view

# What stands before the name of a place, folded as names are.
KINDS = ("tinh ", "thanh pho ", "xa ", "phuong ", "thi tran ", "dac khu ")


class MinistryPlaces:
    """Provinces and communes of the set in force, as the address inputs want them."""

    def provinces(self) -> Sequence[tuple[str, str]]:
        """All provinces, by name."""
        return sorted_pairs(ministry.provinces())

    def communes(self, province: str) -> Sequence[tuple[str, str]]:
        """Communes of a province, by name."""
        return sorted_pairs(ministry.communes(province))


def sorted_pairs(places: Sequence[ministry.Place]) -> Sequence[tuple[str, str]]:
    """Code and name, in the order in which people look for them: by the name without its kind."""
    return [(place.code, place.name) for place in sorted(places, key=_sought)]


def _sought(place: ministry.Place) -> str:
    name = fold(place.name)
    return next((name.removeprefix(kind) for kind in KINDS if name.startswith(kind)), name)


@require_safe
@public
def communes(request: Request) -> HttpResponse:
    """The options of a commune select, for the province that was just chosen (htmx).

    The province arrives under the name of its own input, `<field>.province`; `name` is the commune's.
    """
    name = request.GET.get("name", "")
    province = request.GET.get(f"{name.removesuffix('.commune')}.province", "")
    options = [form_view.OptionView(code, label, False) for code, label in MinistryPlaces().communes(province)]
    return fragment(request, "commune_options", options=options)
