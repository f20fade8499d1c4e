"""All errors that dermagent raises on purpose.

* DermagentError       the root; carries a sentence fit to be shown to the caller
  - InputError         the caller must change something (case file, image, flag, setting, knowledge file)
  - StepFailed         a step of the workflow could not do its work; the run ends as `failed`
"""


class DermagentError(Exception):
    """Root of the tree: one clear sentence, never patient text, image content or a key."""


class InputError(DermagentError):
    """What the caller gave cannot be used; the message says what was expected, found, and what to do."""


class StepFailed(DermagentError):
    """A step of the workflow could not do its work although its input was valid."""
