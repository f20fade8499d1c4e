"""Import and load what every command needs; imported once by the process that `tests.commands` forks."""

import asyncio

from dermagent import Case, adiagnose

for history in ("An itchy rash on both arms for a week.", "Un sarpullido que pica.", "皮疹瘙痒一周。"):
    asyncio.run(adiagnose(Case(id="loaded", history=history)))
