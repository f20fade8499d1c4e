"""What must never stand in a tracked file: paths of a machine and names of package registries."""

import re
import subprocess

from tests.shared import ROOT

# Written in pieces so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(["/" + "work/", "/" + "root/", "py" + "pi.org", "python" + "hosted", "registry.np" + "mjs"])
)


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        listed_files = [str(p.relative_to(ROOT)) for p in (ROOT / "dermagent").rglob("*.py")]
    else:
        listed_files = [name for name in listed.stdout.split("\0") if name]
    wrong = []
    for name in listed_files:
        path = ROOT / name
        if path.is_file():
            text = path.read_bytes().decode("utf-8", errors="ignore")
            wrong += [f"{name}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert not wrong
