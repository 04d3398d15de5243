"""The scanner clamd, over its socket."""

from typing import IO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from dvctt.documents.scanning import Scan, ScannerUnavailable

TIMEOUT = 60


class Clamd:
    """A clamd at `host:port`, or at the path of a Unix socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    def scan(self, file: IO[bytes]) -> Scan:
        """What clamd says of the file; raises ScannerUnavailable where it does not give a clear answer."""
        try:
            verdicts = list(self._socket().instream(file).values())  # type: ignore[arg-type]
        except (ClamdError, OSError, ValueError) as error:
            raise ScannerUnavailable(type(error).__name__) from error
        if len(verdicts) != 1 or verdicts[0][0] not in {"OK", "FOUND"}:
            raise ScannerUnavailable("no clear answer")
        status, virus = verdicts[0]
        return Scan("clean") if status == "OK" else Scan("infected", virus or "")

    def _socket(self) -> ClamdNetworkSocket | ClamdUnixSocket:
        if self._address.startswith("/"):
            return ClamdUnixSocket(self._address, timeout=TIMEOUT)
        host, _, port = self._address.rpartition(":")
        return ClamdNetworkSocket(host, int(port), timeout=TIMEOUT)
