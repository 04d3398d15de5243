"""One search over all dossiers that one may find, by words, numbers, places, dates and officers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import groupby
from operator import and_, or_
from uuid import UUID

from django.db.models import Q

from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework.core.scope import reached
from dvctt.casework.models import SensitiveIndex
from dvctt.casework.models.codes import unlabelled
from dvctt.casework.search.turns import in_hands_of
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, chunks, clock, compact
from dvctt.ministry import api as ministry

LONGEST_TEXT, MOST_WORDS = 200, 30
# From so many signs on, words that all hold digits are one number, typed with gaps: a code, a tax code, a licence.
SHORTEST_NUMBER = 8
IDENTITY_KINDS = ("citizen_id", "tax_code", "identity", "text")
SHORTEST_IDENTITY, LONGEST_IDENTITY = 7, 20
MOST_FOUND = 200
NOBODY = "none"
LATE = ("going", "closed")
OWN_UNIT = "own:"


@dataclass(frozen=True)
class Search:
    """What a dossier is searched by; empty fields narrow nothing. Dates are whole days, the last one included.

    `officer` is an account's id, or `none` where nobody has it; `unit` the code of who holds it, which stands for all
    units below it too, `own:` before it for that one alone. `late` asks for those that were late before: `going` and in
    time now, or `closed`.
    """

    text: str = ""
    procedure: str = ""
    province: str = ""
    status: int | None = None
    officer: str = ""
    unit: str = ""
    submitted_from: date | None = None
    submitted_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    late: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return self != Search()


def check_text(text: str) -> None:
    """Raise Invalid at `q` for words that cannot be searched: too long, too many, or without letter or digit."""
    words = chunks(text)
    if len(text) > LONGEST_TEXT:
        raise Invalid(Fault("q", "too_long", {"max": LONGEST_TEXT}))
    if len(words) > MOST_WORDS:
        raise Invalid(Fault("q", "too_many_words", {"max": MOST_WORDS}))
    if words and not compact(text):
        raise Invalid(Fault("q", "no_words"))


def matching(actor: Actor, search: Search, versions: Iterable[UUID]) -> Q:
    """The dossiers that the search is after, as a condition beside the actor's scope; raises Invalid at `q`.

    Costs few statements for the names or numbers of people, none without words. They are asked first, so that the
    words are found by their index. `versions` are those that bind the open dossiers among which is searched.
    """
    check_text(search.text)
    wanted = _of_words(actor, search.text) if search.text.strip() else Q()
    for name, value in (
        ("version__procedure__code", search.procedure), ("status", search.status),
    ):  # fmt: skip
        wanted &= Q(**{name: value}) if value else Q()
    if search.unit:
        wanted &= Q(holder_unit__in=_units(search.unit))
    if search.province:
        wanted &= Q(provinces__contains=[search.province])
    if search.late:
        now = clock.now()
        wanted &= was_late(now) if search.late == "going" else Q(missed_due_at__isnull=False, closed_at__isnull=False)
    if search.officer:
        wanted &= in_hands_of(None if search.officer == NOBODY else _uuid(search.officer), versions)
    wanted &= _within("submitted_at", search.submitted_from, search.submitted_to)
    return wanted & _within("queue_at", search.due_from, search.due_to)


def late(now: datetime) -> Q:
    """Past the end of an agency's clock that runs, or past it when the clock was halted."""
    return Q(due_at__lte=now) | Q(late_due_at__isnull=False)


def was_late(now: datetime) -> Q:
    """Open and in time now, and late before that time was given: a new term after an amendment makes nothing undone."""
    return Q(missed_due_at__isnull=False, closed_at__isnull=True, late_due_at__isnull=True) & (
        Q(due_at__isnull=True) | Q(due_at__gt=now)
    )


def _of_words(actor: Actor, text: str) -> Q:
    """Every word stands in it; or they name its owner (as of today), filer or officer; or are an identity number."""
    words, short = Q(), ministry.abbreviations()
    for spellings in _signs(text, short):
        words &= _any(_all(Q(search_text__contains=sign) for sign in signs) for signs in spellings)
    if any(letter.isdigit() for letter in text):
        return words | _of_identity(actor, text)
    owners, holders = people.people_named(text, short)
    return words | Q(owner_id__in=owners) | Q(filer_id__in=holders) | Q(assignee_id__in=holders)


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _signs(text: str, short: Mapping[str, str]) -> Iterator[Sequence[Sequence[str]]]:
    """What the row's words must hold: beginnings of words, and numbers wherever they stand, however they were typed.

    Each is given in all its spellings, of which one is enough: ` cp`, or both ` co` and ` phan`.
    """
    number = _number(text)
    if number:
        yield [[number]]
        return
    parts = [one for one in chunks(text) if compact(one)]
    for numbered, run in groupby(parts, key=lambda part: any(letter.isdigit() for letter in part)):
        if numbered:
            yield from ([[compact(part)]] for part in run)
            continue
        words = "".join(letter if letter.isalnum() else " " for letter in " ".join(run)).split()
        for spellings in ministry.spellings(words, short):
            yield [[f" {word}" for word in spelling.split()] for spelling in spellings]


def _number(text: str) -> str:
    """The letters and digits of the one number that the words are, behind its label; empty where they are others."""
    parts = [one for one in chunks(unlabelled(text)) if compact(one)]
    whole = "".join(map(compact, parts))
    numbered = all(any(letter.isdigit() for letter in one) for one in parts)
    return whole if numbered and len(whole) >= SHORTEST_NUMBER else ""


def _of_identity(actor: Actor, text: str) -> Q:
    """The exact identity number of an owner, a filer or an answer, among the dossiers whose numbers one may ask for."""
    number = _number(text) or compact(unlabelled(text))
    if not (SHORTEST_IDENTITY <= len(number) <= LONGEST_IDENTITY) or not any(one.isdigit() for one in number):
        return Q(pk__in=())
    indexes = [journal.cipher().blind_index(kind, number) for kind in IDENTITY_KINDS]
    answered = SensitiveIndex.objects.filter(index__in=indexes).values_list("dossier_id", flat=True)[:MOST_FOUND]
    parties, filers = people.holders_of(number)
    known = Q(pk__in=list(answered)) | Q(owner_id__in=parties) | Q(filer_id__in=filers)
    return known & (reached(actor, DossierPower.ASK_IDENTITY) | reached(actor, DossierPower.IDENTITY))


def _within(name: str, first: date | None, last: date | None) -> Q:
    after = Q(**{f"{name}__gte": clock.start_of(first)}) if first else Q()
    return after & (Q(**{f"{name}__lt": clock.start_of(last + timedelta(days=1))}) if last else Q())


def _units(asked: str) -> frozenset[str]:
    code = asked.removeprefix(OWN_UNIT)
    try:
        return frozenset({code}) if asked != code else ministry.covered(code)
    except NotFound:
        return frozenset({code})


def _uuid(text: str) -> UUID | None:
    """The id that was given; one that is none finds nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
