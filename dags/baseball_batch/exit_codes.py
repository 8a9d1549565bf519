"""The contract with the commands in the pods (docs/batch.md): what an exit code means for the task."""

from airflow.sdk.exceptions import AirflowException, AirflowFailException

BAD_SETTINGS = 2
NOT_READY = 3
FOUND = 4


def failure(exit_code: int | None, text: str) -> AirflowException:
    """The exception of a failed command: one that ends the task at once where trying again cannot help."""
    if exit_code in (BAD_SETTINGS, FOUND):
        return AirflowFailException(text)
    return AirflowException(text)
