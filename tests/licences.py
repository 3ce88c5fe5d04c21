"""Every locked package of a deployment has a licence that Apache-2.0 software may ship with."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|0BSD|CNRI|Unlicense|W3C"
    r"|MPL-2\.0|Mozilla Public License 2\.0"
)
LESSER = {"python-stdnum"}  # LGPL-2.1-or-later: used as a library, unmodified, replaceable
REFUSED = re.compile(r"\bA?GPL|SSPL|BUSL|Commons Clause")


def licence(package: str) -> str:
    """What the package's own metadata says, most precise first."""
    told = metadata(package)
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return "; ".join(c.rpartition(" :: ")[2] for c in classifiers) or str(told.get("License") or "")


def main() -> int:
    lock = Path(__file__).parent.parent / "requirements-deploy.lock"
    names = re.findall(r"^([a-z0-9_.-]+)==", lock.read_text(), re.MULTILINE)
    wrong = []
    for name in dict.fromkeys(names):
        try:
            told = licence(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        fine = ALLOWED.search(told) and not REFUSED.search(told)
        if not (fine or (name in LESSER and "LGPL" in told.replace("Lesser", "LGPL"))):
            wrong.append(f"{name}: {told or 'no licence stated'}")
    print("\n".join(wrong) or f"{len(set(names))} locked packages, licences fine")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
