"""granian, in a process that nobody reads: its environment may hold keys, and its workers are forked from it."""

import runpy

from dvctt.kernel import memory


def main() -> None:
    """Serve as the command line says."""
    memory.close()
    runpy.run_module("granian", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
