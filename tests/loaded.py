"""Import and load what commands need; imported once by the process that `tests.commands` forks."""

import asyncio
from importlib import import_module

from dermagent import Case, adiagnose

ROOMS = ("cli.diagnose", "serve.child", "serve.listen", "serve.page", "serve.tools")
for module in (*(f"dermagent.{room}" for room in ROOMS), "mcp.server", "uvicorn"):
    import_module(module)
for history in ("An itchy rash on both arms for a week.", "Un sarpullido que pica.", "皮疹瘙痒一周。"):
    asyncio.run(adiagnose(Case(id="loaded", history=history)))
