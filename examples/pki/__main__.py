"""Command line of the demonstration authorities."""

import argparse
from pathlib import Path

from examples.pki import issuing, register, server, signing


def main() -> None:
    """Run one command."""
    arguments = _parser().parse_args()
    if arguments.command == "init":
        issuing.initialise(arguments.folder, arguments.port)
    elif arguments.command == "serve":
        issuing.initialise(arguments.folder, arguments.port)
        server.serve(arguments.folder, moved=arguments.moved)
    elif arguments.command == "issue":
        _issue(arguments)
    else:
        _sign(arguments)


def _issue(arguments: argparse.Namespace) -> None:
    issuing.issue(
        arguments.folder,
        name=arguments.name,
        uid=arguments.uid,
        out=arguments.out,
        revoked=arguments.revoked,
        expired=arguments.expired,
        unknown_ca=arguments.unknown_ca,
    )


def _sign(arguments: argparse.Namespace) -> None:
    address = None if arguments.no_time_stamp else register.load(arguments.folder).time_stamp_url
    arguments.out.write_bytes(signing.sign(arguments.file.read_bytes(), arguments.p12, time_stamp_url=address))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m examples.pki", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("init", "make keys and certificates"),
        ("serve", "serve OCSP, CRLs, certificates, time stamps"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--port", type=int, default=9001, help="the port that the certificates name")
        _add_folder(command)
    command.add_argument("--moved", action="store_true", help="redirect every address to one below /moved")
    issue = commands.add_parser("issue", help="give somebody a certificate")
    issue.add_argument("--name", required=True)
    issue.add_argument("--uid", required=True, help='"MST:0100233488" or "CCCD:001085012345"')
    issue.add_argument("--out", type=Path, required=True, help="PKCS#12 file without password")
    for flag in ("--revoked", "--expired", "--unknown-ca"):
        issue.add_argument(flag, action="store_true")
    _add_folder(issue)
    sign = commands.add_parser("sign", help="sign a PDF as a tool outside the portal would")
    sign.add_argument("file", type=Path)
    sign.add_argument("--p12", type=Path, required=True)
    sign.add_argument("--out", type=Path, required=True)
    sign.add_argument("--no-time-stamp", action="store_true")
    _add_folder(sign)
    return parser


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("--folder", type=Path, default=Path("var/pki"))


if __name__ == "__main__":
    main()
