"""A process that seals the journal of a database until it is killed: python -m tests.sealing URL"""

from __future__ import annotations

import asyncio
import sys

from policies.sealer import Sealer
from tests.databases import SIGNER, WallClock

if __name__ == "__main__":
    asyncio.run(Sealer(sys.argv[1], SIGNER, WallClock()).run())
