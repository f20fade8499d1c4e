"""Accounts of what models were asked, and budgets that bind before a call is made."""

import csv
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dermagent.errors import BudgetExhausted, InputError
from dermagent.llm.base import Usage


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens."""

    prompt: float
    completion: float
    cached: float | None = None

    def of(self, usage: Usage) -> float:
        """The cost of one reply; cached prompt tokens at their own price, if there is one."""
        cached = self.prompt if self.cached is None else self.cached
        fresh = usage.prompt_tokens - usage.cached_tokens
        return (fresh * self.prompt + usage.cached_tokens * cached + usage.completion_tokens * self.completion) / 1e6


def read_prices(path: Path) -> dict[str, Price]:
    """A CSV file with the columns model, prompt, completion and cached (may be empty), in dollars a million tokens.

    Raises:
        InputError: the file is missing or a row is not of this form.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return {
                row["model"]: Price(
                    float(row["prompt"]), float(row["completion"]), float(row["cached"]) if row["cached"] else None
                )
                for row in csv.DictReader(file)
            }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path.name}: expected a CSV file with model,prompt,completion,cached") from error


@dataclass(frozen=True)
class Entry:
    """One reply in the accounts; a reply out of the cache cost nothing now, its usage is what it once was."""

    agent: str
    round: int
    usage: Usage
    cost_usd: float | None
    seconds: float
    model_served: str = ""
    repair: bool = False
    from_cache: bool = False


@dataclass(frozen=True)
class Limits:
    """What a case or a run may use at most; None is no limit."""

    calls: int | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    seconds: float | None = None


@dataclass
class Account:
    """The entries of one case or run and its limits; a case's account may stand under that of its run."""

    limits: Limits = field(default_factory=Limits)
    prices: Mapping[str, Price] = field(default_factory=dict)
    above: "Account | None" = None
    #: What the names of the settings that bound it begin with; empty where its owner tells them.
    set_by: str = ""
    entries: list[Entry] = field(default_factory=list)
    #: Why a call was refused for the first time; empty as long as none was.
    refused: str = ""
    _calls: int = 0
    _reserved: int = 0
    _started: float = field(default_factory=time.monotonic)

    def reserve(self, model: str, tokens: int) -> None:
        """Set aside one call of at most this many tokens.

        Raises:
            BudgetExhausted: a limit would be passed; nothing is set aside then.
        """
        reason = self._passed(model, tokens)
        if reason:
            self.refused = self.refused or reason
            raise BudgetExhausted(f"the budget is used up: {reason}")
        if self.above:
            self.above.reserve(model, tokens)
        self._calls += 1
        self._reserved += tokens

    def _passed(self, model: str, tokens: int) -> str:
        limits = self.limits
        if limits.calls is not None and self._calls + 1 > limits.calls:
            return f"{limits.calls} calls{self._set_by('calls')}"
        if limits.tokens is not None and self.tokens + self._reserved + tokens > limits.tokens:
            begun = self.tokens or self._reserved
            few = "" if begun else f", too few for one call, which may take {tokens}"
            return f"{limits.tokens} tokens{self._set_by('tokens')}{few}"
        if limits.seconds is not None and time.monotonic() - self._started > limits.seconds:
            return f"{limits.seconds:g} seconds{self._set_by('seconds')}"
        if limits.cost_usd is not None:
            price = self.prices.get(model)
            if price is None:
                return f"the price of {model} is not known, so a limit of {limits.cost_usd:g} USD cannot be kept"
            ahead = price.of(Usage(prompt_tokens=0, completion_tokens=self._reserved + tokens))
            if (self.cost_usd or 0.0) + ahead > limits.cost_usd:
                return f"{limits.cost_usd:g} USD{self._set_by('cost_usd')}"
        return ""

    def _set_by(self, limit: str) -> str:
        """The name of the setting that a limit comes from, in brackets."""
        return f" ({self.set_by}{limit.upper()})" if self.set_by else ""

    def seconds_left(self) -> float | None:
        """How long a call may last yet; None without a limit."""
        own = self.limits.seconds
        left = [] if own is None else [max(0.0, own - (time.monotonic() - self._started))]
        above = self.above.seconds_left() if self.above else None
        return min([*left, *([] if above is None else [above])], default=None)

    def out_of_time(self) -> BudgetExhausted:
        """Keep that a call was cut off for its time; the error that says so."""
        limits = [one.limits.seconds for one in (self, self.above) if one and one.limits.seconds is not None]
        self.refused = self.refused or f"{min(limits, default=0):g} seconds"
        return BudgetExhausted(f"the budget is used up: {self.refused}")

    def release(self, tokens: int, *, made: bool = True) -> None:
        """Give back what was set aside for a call that has ended; the call itself stays counted if it was made."""
        self._reserved -= tokens
        self._calls -= not made
        if self.above:
            self.above.release(tokens, made=made)

    def book(self, entry: Entry) -> None:
        """Enter a reply."""
        self.entries.append(entry)
        if self.above:
            self.above.book(entry)

    def add(self, calls: int, entries: Iterable[Entry]) -> None:
        """Enter what another process paid on this account's behalf."""
        self._calls += calls
        for entry in entries:
            self.book(entry)

    def cost_of(self, model: str, usage: Usage) -> float | None:
        """The cost of a reply; None if the model's price is not known."""
        price = self.prices.get(model)
        return price.of(usage) if price else None

    @property
    def calls(self) -> int:
        """Calls made, repairs and failed ones included."""
        return self._calls

    @property
    def tokens(self) -> int:
        """Tokens paid for: replies out of the cache are not."""
        return sum(entry.usage.total for entry in self.entries if not entry.from_cache)

    @property
    def replies(self) -> int:
        """Replies used, those out of the cache too."""
        return len(self.entries)

    @property
    def reply_tokens(self) -> int:
        """Tokens of all replies used, those out of the cache too."""
        return sum(entry.usage.total for entry in self.entries)

    @property
    def cost_usd(self) -> float | None:
        """What the replies cost; None as soon as one price is not known."""
        costs = [entry.cost_usd for entry in self.entries]
        return None if any(cost is None for cost in costs) else sum(cost for cost in costs if cost is not None)
