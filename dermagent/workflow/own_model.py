"""Own model: holds a chat model that a caller hands in to what `ChatModel` promises, whatever it does."""

import asyncio
import inspect

from dermagent.errors import InputError, ModelError, ModelUnavailable, ModelUnusable
from dermagent.llm.base import ChatModel, Completion, Request, Usage


class HeldModel:
    """A chat model that raises a ModelError and nothing else where there is no reply."""

    def __init__(self, model: ChatModel) -> None:
        """Take a model.

        Raises:
            InputError: it is none: it has no name, or nothing to ask it with.
        """
        name: object = getattr(model, "name", None)
        if not isinstance(name, str) or not callable(getattr(model, "complete", None)):
            raise InputError(
                f"chat: expected a chat model, with a `name` and `async complete(request)`, found "
                f"{type(model).__name__}; a model of a server is named with model="
            )
        self.name = name
        self.fingerprint = str(getattr(model, "fingerprint", name))
        self._model = model

    async def complete(self, request: Request) -> Completion:
        """The reply to one request.

        Raises:
            ModelError: there is none. What the model itself raised is named by its type: its words may hold the
                patient's.
        """
        try:
            reply: object = self._model.complete(request)
            reply = await reply if inspect.isawaitable(reply) else reply
        except ModelError:
            raise
        except (Exception, asyncio.CancelledError) as error:  # what a model of the user's own raises is not known
            task = asyncio.current_task()
            if isinstance(error, asyncio.CancelledError) and task and task.cancelling():
                raise  # who runs the case has stopped it
            raise ModelUnavailable(
                f"{self.name} raised {type(error).__name__}; a chat model raises a ModelError where it has no reply"
            ) from error
        if not isinstance(reply, Completion) or not isinstance(reply.text, str) or not isinstance(reply.usage, Usage):
            raise ModelUnusable(
                f"{self.name} gave {type(reply).__name__}; a chat model gives a Completion with its text"
            )
        return reply

    async def aclose(self) -> None:
        """Release the connections of the model."""
        await self._model.aclose()
