"""Photographs in FHIR resources: what of a Media is an image, by its first bytes, and documents that are one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dermagent.image_files import image_format
from dermagent.reading.fhir_elements import base64_of, codes_of, data, day_of, map_of, maps_of, words_of
from dermagent.types import CaseImage

_IN_ERROR = "entered-in-error"
#: How much of a declared type is told again, and what it may look like.
_TYPE = re.compile(r"[\w.+/-]{1,60}", re.ASCII)
#: Types of what is no photograph, where only an address tells what it is.
_NO_PICTURES = ("video/", "audio/", "text/", "application/")
_PICTURES = ("application/octet-stream", "application/dicom", "application/binary")


def images_of(resource: Mapping[str, Any]) -> Iterator[dict[str, Any] | str]:
    """Each image of a Media as a field of a case, without its place; of what is none, the name that a limit tells."""
    content = resource.get("content")
    attached = maps_of(content) if isinstance(content, list) else [map_of(content)]
    for one in attached or [{}]:
        kind = _type_of(one)
        told, address = one.get("data"), one.get("url")
        image: dict[str, Any] = {}
        if isinstance(told, str):
            image["content"] = base64_of(told)
            if not image["content"]:
                yield "Media.content.data"
            elif not (kind.startswith("image/") or not kind or _is_picture(told)):
                yield f"Media {kind}"
                continue
        elif isinstance(address, str) and not _is_no_picture(kind):
            image["path"] = address
        else:
            yield f"Media {kind}".strip()
            continue
        if day := day_of(resource.get("createdDateTime") or one.get("creation")):
            image["date"] = day.isoformat()
        yield image


def photograph_of(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """A document that is a photograph, as a `Media` of R4 with all its images; None for any other, such as a letter."""
    if resource.get("resourceType") == "Observation" and isinstance(resource.get("valueAttachment"), dict):
        kept = {field: resource[field] for field in ("status", "subject", "bodySite") if field in resource}
        return {"resourceType": "Media", "content": resource["valueAttachment"], **kept}
    if resource.get("resourceType") != "DocumentReference":
        return None
    kinds = [resource.get("type"), *maps_of(resource.get("category")), *maps_of(resource.get("modality"))]
    known = data()["photographs"]
    words = " ".join(word.lower() for kind in kinds for word in words_of(kind))
    coded = any(codes_of(kind) & set(known["codes"]) for kind in kinds)
    if not coded and not any(word in words for word in known["words"]):
        return None
    attached = [map_of(one.get("attachment")) for one in maps_of(resource.get("content"))]
    images = [one for one in attached if _is_attached_picture(one)]
    if not images:
        return None
    where = maps_of(resource.get("bodySite")) or maps_of(resource.get("bodyStructure"))
    over = resource.get("status") in ("superseded", _IN_ERROR) or resource.get("docStatus") in ("cancelled", _IN_ERROR)
    made = {
        "resourceType": "Media",
        "status": _IN_ERROR if over else "completed",
        "content": images,
        "subject": resource.get("subject"),
        "bodySite": map_of(where[0].get("concept")) if where else None,
        "createdDateTime": resource.get("date"),
    }
    return {field: value for field, value in made.items() if value}


def inside_of(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The photographs that stand inside another resource, as resources of their own, about the same patient."""
    subject = resource.get("subject") or resource.get("patient")
    for one in maps_of(resource.get("contained")):
        if one.get("resourceType") in ("Media", "DocumentReference"):
            about = one.get("subject")
            yield {**one, "subject": about or subject} if about or subject else one


def _is_attached_picture(attached: Mapping[str, Any]) -> bool:
    """Whether an attachment of a document that is a photograph is its image."""
    kind = _type_of(attached)
    if isinstance(attached.get("data"), str):
        return kind.startswith("image/") or _is_picture(attached["data"])
    return isinstance(attached.get("url"), str) and not _is_no_picture(kind)


def _type_of(attached: Mapping[str, Any]) -> str:
    """The declared type of an attachment in small letters; empty where there is none, or none that can be told."""
    kind = attached.get("contentType")
    plain = kind.strip().lower().partition(";")[0].strip() if isinstance(kind, str) else ""
    return plain if _TYPE.fullmatch(plain) else ""


def _is_no_picture(kind: str) -> bool:
    return kind.startswith(_NO_PICTURES) and kind not in _PICTURES


def _is_picture(text: str) -> bool:
    """Whether the first bytes of what is told in base64 are those of an image."""
    try:
        found = CaseImage(content=text).content or b""
    except ValueError:
        return False
    return image_format(found) is not None
