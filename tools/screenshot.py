"""Write docs/page.png, the page with a synthetic case: `python -m tools.screenshot` (needs Playwright and Chromium)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HISTORY = (
    "Since three days burning pain and now grouped blisters on the right side of the forehead down to the nose and the "
    "eyelid, in a 68-year-old man. The eye is red. No fever."
)


def main() -> int:
    """Start a server on a free port, type a case, wait for the answer and photograph the page."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from dermagent.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            page = browser.new_page(viewport={"width": 1100, "height": 1000}, locale="en-GB", color_scheme="light")
            page.goto(f"http://127.0.0.1:{port}/?language=en")
            page.fill("textarea", HISTORY)
            page.click("button[type=submit]")
            page.wait_for_selector(".condition", timeout=60_000)
            page.evaluate("document.querySelector('#result').scrollIntoView()")
            page.screenshot(path=ROOT / "docs" / "page.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    return 0


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - this machine only
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    sys.exit(main())
