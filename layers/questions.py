"""The question that a request puts; the pages of `targets` ask in the same way."""

from targets.questions import question_of

__all__ = ["question_of"]
