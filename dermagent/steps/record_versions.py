"""Versions of resources in a FHIR Bundle: of each the newest counts, and what was deleted or replaced says nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dermagent.reading.fhir_elements import codes_of, map_of, maps_of, moment_of

#: The end of an address: kind, id, and the version where there is one.
_ADDRESS = re.compile(r"(?:.*/)?(?P<kind>[A-Z][A-Za-z]+)/(?P<id>[\w.\-]{1,64})(?:/_history/(?P<version>[\w.\-]+))?")
_NUMBER = re.compile(r"(?:W/)?\"?(\d{1,18})\"?")
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class _Version:
    """One entry as a version of what `of` names: a number, a moment, else its place, the newest first."""

    place: int
    of: tuple[str, str]
    number: int | None
    moment: datetime | None
    deleted: bool


def current(bundle: Mapping[str, Any]) -> Mapping[str, Any]:
    """A Bundle without older versions of what it holds newer ones of, and without what is deleted or replaced.

    Two resources of one id are versions where the Bundle is a history, or where both tell a version.
    """
    entries = bundle.get("entry")
    if not isinstance(entries, list):
        return bundle
    versions: dict[tuple[str, str], list[_Version]] = {}
    for place, entry in enumerate(entries):
        if version := _version_of(place, map_of(entry), is_history=bundle.get("type") == "history"):
            versions.setdefault(version.of, []).append(version)
    left_out = {place for several in versions.values() for place in _outdated(several)}
    kept = [entry for place, entry in enumerate(entries) if place not in left_out]
    replaced = {address for entry in kept for address in _replaced_by(map_of(map_of(entry).get("resource")))}
    kept = [entry for entry in kept if not _names_of(map_of(entry)) & replaced]
    return bundle if len(kept) == len(entries) else {**bundle, "entry": kept}


def _version_of(place: int, entry: Mapping[str, Any], *, is_history: bool) -> _Version | None:
    """What an entry is a version of; None where nothing tells it, or the version is not told and need not be."""
    resource, request = map_of(entry.get("resource")), map_of(entry.get("request"))
    deleted = str(request.get("method")).upper() == "DELETE"
    address = _ADDRESS.fullmatch(str(request.get("url") if deleted else entry.get("fullUrl")))
    if not resource and not deleted:
        return None
    kind, named = resource.get("resourceType"), resource.get("id")
    of = (str(kind), str(named)) if isinstance(named, str) else (address["kind"], address["id"]) if address else None
    if of is None:
        return None
    meta, answer = map_of(resource.get("meta")), map_of(entry.get("response"))
    told = (meta.get("versionId"), answer.get("etag"), address["version"] if address else None)
    number = next((int(found[1]) for one in told if one and (found := _NUMBER.fullmatch(str(one)))), None)
    moment = moment_of(meta.get("lastUpdated")) or moment_of(answer.get("lastModified"))
    if not (is_history or deleted) and number is None and moment is None:
        return None
    return _Version(place, of, number, moment, deleted)


def _outdated(several: Sequence[_Version]) -> set[int]:
    """The places of all but the newest version; of all where that is a deletion."""
    if all(one.number is not None for one in several):
        newest = max(several, key=lambda one: (one.number or 0, one.moment or _EARLIEST, -one.place))
    elif all(one.moment for one in several):
        newest = max(several, key=lambda one: (one.moment or _EARLIEST, -one.place))
    else:
        newest = min(several, key=lambda one: one.place)
    return {one.place for one in several if one is not newest or one.deleted}


def _names_of(entry: Mapping[str, Any]) -> set[str]:
    resource = map_of(entry.get("resource"))
    return {str(entry.get("fullUrl")), f"{resource.get('resourceType')}/{resource.get('id')}"}


def _replaced_by(resource: Mapping[str, Any]) -> set[str]:
    """The addresses of what a resource says that it replaces."""
    if resource.get("status") == "entered-in-error":
        return set()
    targets = [
        map_of(one.get("target"))
        for one in maps_of(resource.get("relatesTo"))
        if one.get("code") == "replaces" or "replaces" in codes_of(one.get("code"))
    ]
    targets += [
        map_of(one.get("valueReference"))
        for one in maps_of(resource.get("extension"))
        if str(one.get("url")).endswith("-replaces")
    ]
    return {address for one in targets if isinstance(address := one.get("reference"), str) and address}
