"""Wanted: what an address asks for by its parameters, and what the headers `Accept` and `Accept-Language` ask for, by
their weights (RFC 9110, section 12.4.2).
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from dermagent.errors import InputError
from dermagent.text.nearest import did_you_mean

_WEIGHT = re.compile(r"\s*q\s*=\s*(?P<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)
_NAMED_Q = re.compile(r"\s*q\s*=", re.IGNORECASE)


def parameters(query: QueryParams, *known: str) -> dict[str, str]:
    """The parameters of an address, of which it knows these.

    Raises:
        InputError: there is another one, or one stands twice: what was meant would be passed over in silence.
    """
    found: dict[str, str] = {}
    for name, value in query.multi_items():
        if name not in known:
            such = did_you_mean(name, known) or (f"; known is {' and '.join(known)}" if known else "; it has none")
            raise InputError(f"{name[:60]!r} is no parameter of this address{such}")
        if name in found:
            raise InputError(f"the parameter {name!r} stands twice in the address; give it once")
        found[name] = value
    return found


def bare(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A handler of an address that has no parameters: one that is given is refused."""

    @wraps(handler)  # the log names the handler
    async def checked(request: Request) -> Response:
        parameters(request.query_params)
        return await handler(request)

    return checked


def weighed(header: str) -> list[tuple[str, float]]:
    """The names of a header in small letters, each with its weight, 0 to 1, in its order; without broken ones."""
    found = []
    for part in header.split(","):
        name, *parameters = part.split(";")
        told = [one for one in parameters if _NAMED_Q.match(one)]
        weight = _WEIGHT.fullmatch(told[0]) if told else None
        if name.strip() and (weight or not told):
            found.append((name.strip().lower(), float(weight["weight"]) if weight else 1.0))
    return found


def wanted_most(header: str, media_types: Mapping[str, str]) -> str:
    """The form whose media type is wanted most; the first of the forms where the header wants none of them.

    The most exact range that a type lies in gives its weight. Of equal weights the more exact range counts, then the
    one that stands first, then the order of the forms.
    """
    ranges = weighed(header)
    best, chosen = (0.0, 0, 0), next(iter(media_types))
    for form, media_type in media_types.items():
        kind = f"{media_type.partition('/')[0]}/*"
        exact = {media_type: 3, kind: 2, "*/*": 1}
        fitting = [(exact[name], -place, weight) for place, (name, weight) in enumerate(ranges) if name in exact]
        if not fitting:
            continue
        exactness, place, weight = max(fitting)
        if weight > 0 and (weight, exactness, place) > best:
            best, chosen = (weight, exactness, place), form
    return chosen
