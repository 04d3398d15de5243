"""What signing asks over HTTP: the address that was named answers, and no other.

pyHanko's own clients go where a redirect leads, which may be into a network of our own.
"""

import functools
import ssl
from collections.abc import Sequence
from typing import Any

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers
from pyhanko_certvalidator.fetchers.api import Fetchers
from pyhanko_certvalidator.fetchers.common_utils import FetchBudget
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.fetchers.requests_fetchers.cert_fetch_client import RequestsCertificateFetcher
from pyhanko_certvalidator.fetchers.requests_fetchers.crl_client import RequestsCRLFetcher
from pyhanko_certvalidator.fetchers.requests_fetchers.ocsp_client import RequestsOCSPFetcher

SECONDS = 10
REPLY = "application/timestamp-reply"


class NoAnswer(ValueError):
    """The address did not answer, or with another status than 200; of a class that pyHanko's fetchers expect."""


class Stamper(TimeStamper):
    """A client of the time-stamping authority at one address."""

    def __init__(self, url: str) -> None:
        TimeStamper.__init__(self)
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request; part of pyHanko's interface. Raises TimestampRequestError."""
        try:
            answer = await _asked("POST", self.url, headers=set_tsp_headers({}), content=req.dump())
        except NoAnswer as error:
            raise TimestampRequestError("the time-stamping authority does not answer") from error
        if answer.headers.get("Content-Type") != REPLY:
            raise TimestampRequestError("what the time-stamping authority answers is no time stamp")
        return tsp.TimeStampResp.load(answer.content)


class _Straight:
    """How the fetchers below ask: it stands before pyHanko's own way in each of them."""

    user_agent: str

    async def _get(self, url: str, *, acceptable_content_types: Sequence[str]) -> Any:
        return await _asked("GET", url, headers=self._said(acceptable_content_types))

    async def _post(self, url: str, data: bytes, *, content_type: str, acceptable_content_types: Sequence[str]) -> Any:
        headers = {**self._said(acceptable_content_types), "Content-Type": content_type}
        return await _asked("POST", url, headers=headers, content=data)

    def _said(self, accepted: Sequence[str]) -> dict[str, str]:
        return {"Accept": ",".join(accepted), "User-Agent": self.user_agent}


class _Responders(_Straight, RequestsOCSPFetcher):
    """OCSP."""


class _Lists(_Straight, RequestsCRLFetcher):
    """Lists of revoked certificates."""

    def __init__(self, budget: FetchBudget) -> None:
        RequestsCRLFetcher.__init__(self, budget=budget)


class _Certificates(_Straight, RequestsCertificateFetcher):
    """Certificates of issuers."""


class Backend(RequestsFetcherBackend):
    """Where pyHanko gets what proves that a certificate of ours is not revoked."""

    def get_fetchers(self) -> Fetchers:
        """Fetchers with one budget; part of pyHanko's interface."""
        budget = FetchBudget(self.limits)
        return Fetchers(
            ocsp_fetcher=_Responders(budget=budget),
            crl_fetcher=_Lists(budget),
            cert_fetcher=_Certificates(budget=budget),
        )


async def _asked(method: str, url: str, **sent: Any) -> httpx.Response:
    """The answer of an address; raises NoAnswer, also where it points elsewhere."""
    try:
        async with httpx.AsyncClient(
            timeout=SECONDS, trust_env=False, follow_redirects=False, verify=_authorities()
        ) as client:
            answer = await client.request(method, url, **sent)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer(type(error).__name__) from error
    if answer.status_code != httpx.codes.OK:
        raise NoAnswer(f"status {answer.status_code}")
    return answer


@functools.cache
def _authorities() -> ssl.SSLContext:
    """The machine's own authorities of TLS, read once: it takes longer than most answers."""
    return ssl.create_default_context()
