"""What all answers share. Every field is always present; null says that upstream has not told."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Answer(BaseModel):
    """Base of all bodies: nothing beyond what is documented."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Answer, Generic[T]):
    """A part of a list in its stable order."""

    items: list[T]
    total: int = Field(description="items on all pages together", ge=0)
    next: str | None = Field(description="reference to the next page, also in the Link header; null on the last")


class InvalidParameter(Answer):
    """One refused parameter."""

    parameter: str
    in_: str = Field(alias="in", description="path, query or header")
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="path of the request")
    reason: str = Field(description="fixed code of the problem")
    errors: list[InvalidParameter] = Field(default=[], description="the refused parameters")
