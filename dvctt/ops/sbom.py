"""The bill of materials: every Python distribution that is installed here, as CycloneDX 1.6 JSON (13.2.d)."""

from collections.abc import Iterator
from importlib import metadata

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

PRODUCT = "dvctt"
# Beyond that it is the whole text of a licence, which many put there.
LONGEST_LICENCE = 60


def bill_of_materials() -> str:
    """JSON: the product with its version, below it each library with name, version, package URL and licence."""
    found = {_key(one): one for one in metadata.distributions()}
    product = _component(found.pop(PRODUCT), ComponentType.APPLICATION)
    bom = Bom()
    bom.metadata.component = product
    libraries = {name: _component(one, ComponentType.LIBRARY) for name, one in sorted(found.items())}
    for component in libraries.values():
        bom.components.add(component)
    bom.register_dependency(product, libraries.values())
    made: str = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    return made


def _component(one: metadata.Distribution, kind: ComponentType) -> Component:
    return Component(
        type=kind,
        name=one.metadata["Name"],
        version=one.version,
        bom_ref=f"{_key(one)}=={one.version}",
        purl=PackageURL("pypi", name=_key(one), version=one.version),
        licenses=[LicenseFactory().make_from_string(said) for said in _licences(one)],
    )


def _licences(one: metadata.Distribution) -> Iterator[str]:
    """What the distribution says of its licence: the expression, else the classifiers, else a short word of its own."""
    if expressions := one.metadata.get_all("License-Expression"):
        yield from expressions
        return
    classified = [said for said in one.metadata.get_all("Classifier") or () if said.startswith("License :: ")]
    own = (said.strip() for said in one.metadata.get_all("License") or ())
    if classified:
        yield from (said.rpartition(" :: ")[2] for said in classified)
    else:
        yield from (said for said in own if said and len(said) <= LONGEST_LICENCE)


def _key(one: metadata.Distribution) -> str:
    """The name as package indexes compare it."""
    return str(one.metadata["Name"]).lower().replace("_", "-").replace(".", "-")
