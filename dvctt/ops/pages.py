"""Writes the pages of docs/ that are made from the code; tests hold that they are current (`dvctt dev pages`)."""

from dvctt.ops import authority, compliance, product
from dvctt.ops.machine import ROOT

BUNDLES = ROOT / "docs" / "reference" / "procedure-bundle.md"


def main() -> None:
    """Write all of them."""
    product.set_up()
    from dvctt.catalogue import api as catalogue

    compliance.write()
    authority.write()
    BUNDLES.write_text(catalogue.reference_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
