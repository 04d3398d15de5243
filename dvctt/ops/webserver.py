"""granian, in a process that nobody reads: its environment may hold keys, and its workers are forked from it."""

from granian.cli import entrypoint

from dvctt.kernel import memory


def main() -> None:
    """Serve as the command line says."""
    memory.close()
    entrypoint()


if __name__ == "__main__":
    main()
