"""Finding procedures by words: matched, ranked and corrected by the database.

A procedure is found where it has every word that was asked for, each in its name, keywords or field, or elsewhere
beside a neighbour of the question: syllables scattered over a summary and the names of papers are no find (*đo đạt* is
not the *đất* of groundwater and the *đồ* of a map). Written accents count first; where nothing has them they are
dropped. Order: name, keywords, field, agency, then summary, papers, legal acts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import (
    SearchQueryField,
    SearchRank,
    SearchVectorField,
    TrigramSimilarity,
    TrigramWordSimilarity,
)
from django.db import transaction
from django.db.models import BooleanField, F, FloatField, Func, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest

from dvctt.catalogue import models, words
from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.queries import PublishedVersion, in_force_rows, version, versions
from dvctt.kernel import NotFound, Text, clock
from dvctt.ministry import api as ministry

PAGE = 20
STOP_WORDS = "catalogue.search.stop_words"
# Weights of D, C, B, A: whatever stands in a heavier place outweighs any number of lighter ones.
WEIGHTS = [0.001, 0.01, 0.1, 1.0]
LEAST_LIKENESS = 0.34
# From here on a guess is what was typed with a slip: “đo đạt” for “đo đạc”.
NEAR = 0.5
# A guess is offered beside the best one where it is nearly as like.
NEARLY = 0.8
MOST_GUESSES = 4


@dataclass(frozen=True)
class Finds:
    """A page of the procedures found, their number in all, and where there are none what may have been meant.

    `near` tells whether the first of the guesses is hardly another spelling; else it is a question.
    """

    versions: Sequence[PublishedVersion]
    total: int
    page: int
    pages: int
    guesses: Sequence[str] = ()
    near: bool = False


@dataclass(frozen=True)
class Choices:
    """By what the procedures in force can be narrowed: codes of sectors and of appraising units."""

    sectors: Sequence[str]
    agencies: Sequence[str]


class Matches(Func):
    """Whether a vector matches a query."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def find(text: str = "", *, sector: str = "", agency: str = "", page: int = 1, on: date | None = None) -> Finds:
    """Procedures that may be filed now, by words, sector and agency; best first, a page of PAGE."""
    rows = _within(in_force_rows(on or clock.today()), sector, agency)
    spoken = _spoken(text)
    ids = _found(rows, spoken) if spoken else list(rows.order_by(*_ORDER).values_list("pk", flat=True))
    retyped = [] if ids else _spoken(words.retyped(text))
    ids = ids or (_found(rows, retyped) if retyped else ids)
    pages = max(1, -(-len(ids) // PAGE))
    number = min(max(1, page), pages)
    liked = () if ids or not spoken else _guesses(rows, spoken) or (_guesses(rows, retyped) if retyped else ())
    near = bool(liked) and liked[0][1] >= NEAR
    guesses = tuple(term for term, _likeness in liked)
    return Finds(versions(ids[(number - 1) * PAGE : number * PAGE]), len(ids), number, pages, guesses, near)


def choices() -> Choices:
    """The sectors and appraising units of the procedures in force."""
    rows = in_force_rows(clock.today()).values_list("procedure__sector", "appraising").distinct()
    pairs = list(rows)
    return Choices(sorted({sector for sector, _unit in pairs}), sorted({unit for _sector, unit in pairs}))


_ORDER = ("procedure__sector", "procedure__code", "procedure__case")


def _within(rows: QuerySet[models.Version], sector: str, agency: str) -> QuerySet[models.Version]:
    if sector:
        rows = rows.filter(procedure__sector=sector)
    if agency:
        rows = rows.filter(Q(receiving=agency) | Q(appraising=agency) | Q(deciding=agency))
    return rows


def _spoken(text: str) -> list[words.Word]:
    """The words that count: a procedure's code alone where one is named, no stop words, not more than anybody means."""
    if code := words.code_of(text):
        return words.words(code)
    return words.without(words.words(text), _stopped())[: words.MOST_WORDS]


def _stopped() -> list[list[words.Word]]:
    try:
        listed = str(ministry.setting(STOP_WORDS))
    except NotFound:
        return []
    return [words.words(phrase) for phrase in listed.split(",")]


def _found(rows: QuerySet[models.Version], spoken: Sequence[words.Word]) -> list[UUID]:
    """The ids of what is found, best first: with the accents as written, else without.

    Where every word has accents, others are looked for in names, keywords and fields alone: a mistyped name is found
    there, and *sổ đỏ* does not find the *sơ đồ* among the papers of something else.
    """
    for accents in (True, False) if words.has_accents(spoken) else (False,):
        asked = words.asked(spoken, accents=accents, anywhere=accents or not words.all_accented(spoken))
        match, rank = (Cast(Value(query), SearchQueryField()) for query in (asked.match, asked.rank))
        ids = list(
            rows.filter(Matches(F("entry__everything"), match))
            .annotate(
                head_rank=SearchRank(F("entry__head"), rank, weights=WEIGHTS),
                body_rank=SearchRank(F("entry__body"), rank, weights=WEIGHTS),
            )
            .order_by("-head_rank", "-body_rank", *_ORDER)
            .values_list("pk", flat=True)
        )
        if ids:
            return ids
    return []


def _guesses(rows: QuerySet[models.Version], spoken: Sequence[words.Word]) -> tuple[tuple[str, float], ...]:
    """Terms of procedures that look like what was typed, the likest first, each with its likeness."""
    typed = " ".join(word.folded for word in spoken)
    terms = models.SearchTerm.objects.filter(entry__version__in=rows.values("pk"))
    liked = (
        terms.annotate(
            likeness=(
                2 * TrigramSimilarity("folded", typed)
                + Greatest(
                    TrigramWordSimilarity(typed, "folded"),
                    Func(F("folded"), Value(typed), function="word_similarity", output_field=FloatField()),
                )
            )
            / 3
        )
        .values("term")
        .annotate(best=Max("likeness"))
        .filter(best__gte=LEAST_LIKENESS)
        .order_by("-best", "term")
        .values_list("term", "best")[:MOST_GUESSES]
    )
    found = [(term, best) for term, best in liked if not words.other_accents(spoken, words.words(term))]
    return tuple((term, best) for term, best in found if best >= found[0][1] * NEARLY)


def reindex(*, everything: bool) -> None:
    """Index versions anew: all of them (the ministry's names have changed), or those without an entry."""
    rows = models.Version.objects.all() if everything else models.Version.objects.filter(entry__isnull=True)
    for row in rows:
        index(row, version(row.pk).bundle)


@transaction.atomic
def index(row: models.Version, bundle: Bundle) -> None:
    """Note by what a version is found: from its bundle, and from the ministry's names of today."""
    head, body = _head(bundle), _body(bundle)
    entry, _created = models.SearchEntry.objects.update_or_create(
        version=row,
        defaults={
            "head": _cast(words.vector(head)),
            "body": _cast(words.vector(body)),
            "everything": _cast(words.vector(_flattened(head, body))),
        },
    )
    terms = {term: " ".join(word.folded for word in words.words(term)) for term in _terms(bundle)}
    entry.terms.all().delete()
    models.SearchTerm.objects.bulk_create(
        models.SearchTerm(entry=entry, term=term, folded=folded) for term, folded in terms.items() if folded
    )


def _flattened(
    head: Sequence[tuple[str, words.Weight]], body: Sequence[tuple[str, words.Weight]]
) -> Iterator[tuple[str, words.Weight]]:
    """Both, with A for what a word may be found in alone: name, keywords, field."""
    for text, weight in head:
        yield text, "D" if weight == "D" else "A"
    for text, _weight in body:
        yield text, "D"


def _cast(vector: str) -> Cast:
    return Cast(Value(vector), SearchVectorField())


def _head(bundle: Bundle) -> list[tuple[str, words.Weight]]:
    units = bundle.units
    places = (units.receiving, units.appraising, units.deciding)
    agencies = {unit.code: unit.name for code in places for unit in (ministry.unit(code), ministry.agency_of(code))}
    return [
        *((text, "A") for text in _both(bundle.name)), (bundle.code, "A"), (bundle.code.partition(".")[2], "A"),
        *((keyword, "B") for keyword in (*bundle.keywords.vi, *bundle.keywords.en)),
        *((text, "C") for text in _both(_sector(bundle))),
        *((text, "D") for name in agencies.values() for text in _both(name)),
    ]  # fmt: skip


def _body(bundle: Bundle) -> list[tuple[str, words.Weight]]:
    papers = [part for one in bundle.components if one.kind != "internal"
              for part in (*_both(one.name), one.law_name or "", one.form_number or "")]  # fmt: skip
    acts = [part for one in bundle.legal_basis for part in (*_both(one.name), one.number)]
    return [
        *((text, "A") for text in (*_both(bundle.case_name), *_both(bundle.texts.summary))),
        *((text, "B") for text in papers),
        *((text, "C") for text in (*acts, bundle.announced_by)),
        *((text, "D") for text in _both(bundle.texts.result)),
    ]  # fmt: skip


def _terms(bundle: Bundle) -> tuple[str, ...]:
    return (*bundle.keywords.vi, *bundle.keywords.en, *_both(_sector(bundle)))


def _both(text: Text) -> tuple[str, ...]:
    return tuple(part for part in (text.vi, text.en) if part)


def _sector(bundle: Bundle) -> Text:
    try:
        return ministry.code_name("sector", bundle.sector)
    except NotFound:
        return Text(vi=bundle.sector.replace("_", " "))
