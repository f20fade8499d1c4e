"""The HTTP endpoint and the web page over the same workflow; needs the extra `serve` (starlette, uvicorn)."""
