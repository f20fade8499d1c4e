"""What the benchmark of installs counts: packages that only some requirements bring, and the rooms that import them."""

from pathlib import Path

from tests.bench.install import gone_without, importers, mb, reached, shared_room

#: `app` wants `web` and `search`; both want `text`, and `search` alone wants `trees`, which wants it in turn.
GRAPH = {"app": {"web", "search"}, "web": {"text"}, "search": {"text", "trees"}, "trees": {"search"}, "text": set()}


def test_what_others_need_stays_and_circles_end() -> None:
    assert reached(["search"], GRAPH) == {"search", "text", "trees"}
    assert gone_without({"search"}, GRAPH["app"], GRAPH) == {"search", "trees"}
    assert gone_without({"search", "web"}, GRAPH["app"], GRAPH) == {"search", "trees", "web", "text"}
    assert gone_without({"text"}, {"web", "text"}, GRAPH) == set()
    assert reached(["not installed"], GRAPH) == set()


def test_a_room_is_what_all_importers_share(tmp_path: Path) -> None:
    for name, text in {
        "cli/a.py": "import web.door",
        "cli/b.py": "from web import door",
        "index.py": "import text",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = importers(tmp_path)
    assert found["web"] == found["web.door"] == {"cli.a", "cli.b"}
    assert (shared_room(found["web"]), shared_room(found["text"]), shared_room({"cli.a", "index"})) == (
        "cli",
        "index",
        "",
    )


def test_megabytes_are_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/b", "c"):
        (tmp_path / name).write_bytes(b"x" * 500_000)
    assert mb(tmp_path) == 1.0
