"""What can go wrong while parts are set up or started."""

from baseball_core.errors import PipelineError


class StackError(PipelineError):
    """A local part could not be installed, started or stopped; the message says which and shows its last words."""

    default_reason = "local_stack"
