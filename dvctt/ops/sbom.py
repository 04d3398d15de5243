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
    packages = {_key(package): package for package in metadata.distributions()}
    product = _component(packages.pop(PRODUCT), ComponentType.APPLICATION)
    bom = Bom()
    bom.metadata.component = product
    libraries = {name: _component(package, ComponentType.LIBRARY) for name, package in sorted(packages.items())}
    for component in libraries.values():
        bom.components.add(component)
    bom.register_dependency(product, libraries.values())
    text: str = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    return text


def _component(package: metadata.Distribution, kind: ComponentType) -> Component:
    return Component(
        type=kind,
        name=package.metadata["Name"],
        version=package.version,
        bom_ref=f"{_key(package)}=={package.version}",
        purl=PackageURL("pypi", name=_key(package), version=package.version),
        licenses=[LicenseFactory().make_from_string(licence) for licence in _licences(package)],
    )


def _licences(package: metadata.Distribution) -> Iterator[str]:
    """What the distribution says of its licence: the expression, else the classifiers, else a short word of its own."""
    if expressions := package.metadata.get_all("License-Expression"):
        yield from expressions
        return
    classified = [term for term in package.metadata.get_all("Classifier") or () if term.startswith("License :: ")]
    own = (licence.strip() for licence in package.metadata.get_all("License") or ())
    if classified:
        yield from (term.rpartition(" :: ")[2] for term in classified)
    else:
        yield from (licence for licence in own if licence and len(licence) <= LONGEST_LICENCE)


def _key(package: metadata.Distribution) -> str:
    """The name as package indexes compare it."""
    return str(package.metadata["Name"]).lower().replace("_", "-").replace(".", "-")
