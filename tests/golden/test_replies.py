"""What is read of a reply changes only where it is meant: each stands in replies.jsonl."""

from tests.golden.replies import kept, read


def test_every_reply_is_read_as_it_was_read_last() -> None:
    now = [(one["text"], one["read"], read(one["kind"], one["text"])) for one in kept()]
    changed = [(text, before, after) for text, before, after in now if before != after]
    assert changed == [], "(reply, kept, now); where each is meant, `python -m tests.golden.replies` and read the diff"
    assert len(now) > 400
