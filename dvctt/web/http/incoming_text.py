"""Text from outside is brought to its one form here, once for address, query, fields and names of files.

What no page nor database can carry (NUL, other control characters) becomes the sign U+FFFD: no address has it, nothing
is found by it, and a form that is sent with it names the field.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from dvctt.kernel import plain, printable, tidied

# Passwords are brought to their form where they are set and compared, for an old one may have been set in another.
SECRETS = frozenset({"password", "password1", "password2", "oldpassword", "again"})
# Inputs that hold a code and nothing else: of an authenticator, a message, a dossier, a document.
CODES = frozenset({"code", "digits"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UNREADABLE = "unreadable_form"
# Breaks of lines and pages as word processors copy them; forms read them as the end of a line.
BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))


class TextMiddleware:
    """Tidies what a request says before any other part of the product reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tidy address, cookies (quoted ones may spell NUL) and query, then answer.

        The form is taken in first: who sends it slowly may meanwhile lose the session, or the right to what it asks.
        """
        _take_in(request)
        request.COOKIES = {name: printable(value) for name, value in request.COOKIES.items()}
        request.path_info, request.path = _rooted(request.path_info), _rooted(request.path)
        if request.META.get("QUERY_STRING"):
            request.GET = cleaned_fields(request.GET)  # type: ignore[assignment]  # the stub wants Django's own copy
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Tidy the fields of a form and the names of its files; what machines send is read by their own views."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if fault := getattr(request, UNREADABLE, None):
            raise fault
        try:
            fields, files = request.POST, request.FILES
        except UnreadablePostError:
            return  # the browser left; the check of the form's token answers it
        request.POST = cleaned_fields(fields)  # type: ignore[assignment]  # as above
        for file in (file for name in files for file in files.getlist(name)):
            file.name = cleaned(file.name or "")


def _take_in(request: HttpRequest) -> None:
    """Read the form to its end; what is wrong with it is told once it is known whose page answers."""
    if request.method != "POST" or request.content_type not in FORMS:
        return
    try:
        request.POST  # noqa: B018 - reads and keeps it
    except UnreadablePostError:
        pass
    except (SuspiciousOperation, MultiPartParserError, BadRequest) as fault:
        setattr(request, UNREADABLE, fault)
    except (LookupError, ValueError) as fault:
        # A form in letters that nobody has, such as `charset=rot13`.
        setattr(request, UNREADABLE, BadRequest(str(fault)))


def _rooted(path: str) -> str:
    """A path, cleaned, with one slash before it: browsers take what follows two for another host."""
    return f"/{cleaned(path).lstrip('/')}"


def cleaned(text: str) -> str:
    """A text in its one form, with a sign in place of each character that cannot be carried."""
    return printable(tidied(text.translate(BREAKS)))


def _cleaned(name: str, value: str) -> str:
    if name in SECRETS:
        return value
    return printable(plain(value)) if name in CODES else cleaned(value)


def cleaned_fields(fields: QueryDict) -> QueryDict:
    """The fields with names and values cleaned, passwords as they were typed."""
    found = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        found.setlist(cleaned(name), [_cleaned(name, value) for value in values])
    found._mutable = False
    return found
