"""All errors that dermagent raises on purpose.

Their tree, root first::

    * DermagentError        the root; carries a sentence fit to be shown to the caller
      - InputError          the caller must change something (case file, image, flag, setting, knowledge file)
        - InvalidCase       what a person wrote or sent: a case, an answer, or an addition to it
        - OtherPatient      a health record holds resources of another patient than the one it is about
        - InvalidSetting    a setting, from a keyword, the environment or a graph's file
        - NoDialogue        there is no dialogue of that name in the store
        - DialogueConflict  that question is not open, the dialogue is about another case, or is gone on with elsewhere
      - StepFailed          a step of the workflow could not do its work; the run ends as `failed`
      - StoreUnavailable    the server that keeps dialogues cannot be reached
      - ModelError          a model gave no usable reply
        - ModelUnavailable  no reply: connection, time, rate limit or server error, after all retries
        - ModelRejected     the server turned the request down: key, address, model name, size
        - ModelRefused      the model declined to answer
          - ModelFiltered   a content filter stopped the request or the reply
        - ModelUnusable     a reply that cannot be read: not the JSON that was asked for
          - ModelEmpty      a reply without any text
          - ModelCut        a reply that was cut off at the limit of its length
        - BudgetExhausted   the next call would go beyond the budget, so it was not made
"""


class DermagentError(Exception):
    """Root of the tree: one clear sentence, never patient text, image content or a key."""


class InputError(DermagentError):
    """What the caller gave cannot be used; the message says what was expected, found, and what to do."""


class InvalidCase(InputError):
    """A case, an answer or an addition cannot be read, names what does not exist, or is too long."""


class OtherPatient(InputError):
    """A health record holds resources of several patients, or of another one than the caller has open."""


class InvalidSetting(InputError):
    """There is no such setting or graph, or a setting has a value that it cannot have."""


class NoDialogue(InputError):
    """There is no dialogue of that name in the store, or not any more."""


class DialogueConflict(InputError):
    """The question answered is not open, or the dialogue is about another case or being gone on with elsewhere."""


class StoreUnavailable(DermagentError):
    """The server that keeps dialogues cannot be reached; what was acknowledged is kept there."""


class StepFailed(DermagentError):
    """A step of the workflow could not do its work although its input was valid."""


class ModelError(DermagentError):
    """A model gave no usable reply; the subclass says why, and none of them is ever an answer.

    `usage` is what the reply cost all the same (`dermagent.llm.base.Usage`), where there was one; `asked` whether
    anything was sent for it at all.
    """

    def __init__(self, message: str, usage: object = None, *, asked: bool = True) -> None:
        super().__init__(message)
        self.usage = usage
        self.asked = asked


class ModelUnavailable(ModelError):
    """No reply after all retries: connection, time, rate limit or a server error."""


class ModelRejected(ModelError):
    """The server turned the request down: key, address, model name or size."""


class ModelRefused(ModelError):
    """The model declined to answer."""


class ModelFiltered(ModelRefused):
    """A content filter stopped the request or the reply; it would stop the same request again."""


class ModelUnusable(ModelError):
    """A reply that cannot be read: not the JSON that was asked for, empty or cut off."""


class ModelEmpty(ModelUnusable):
    """A reply without any text."""


class ModelCut(ModelUnusable):
    """A reply that was cut off at the limit of its length before it was whole."""


class BudgetExhausted(ModelError):
    """The next call would go beyond the budget, so it was not made."""
