"""All checks of the project, in the order of their cost: what `./dangan test` runs.

Every check runs even when an earlier one failed, so that one run tells everything; the exit code is 1 when
any failed. pytest comes last and its closing line is the last line of standard output. `--full` adds the
tests marked `slow`; every other argument goes to pytest.
"""

import subprocess
import sys
import time
from pathlib import Path

PROCESSES = 2
CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("mypy",),
    ("lint-imports",),
)


def pytest_command(arguments: list[str]) -> list[str]:
    """pytest with branch coverage, on two processes unless the arguments choose otherwise."""
    chosen = [argument for argument in arguments if argument != "--full"]
    command = ["pytest", "--cov", "--cov-report=term:skip-covered"]
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in chosen):
        command += [f"--numprocesses={PROCESSES}", "--dist=loadfile"]
    # All tests draw new examples; the quick run repeats its own, so that it tells of the change and not of chance.
    command += ["--hypothesis-profile=random"] if "--full" in arguments else ["-m", "not slow"]
    return command + chosen


def run(command: tuple[str, ...] | list[str]) -> bool:
    """True when the tool of this environment, named by its first word, ends with 0."""
    tool = Path(sys.executable).with_name(command[0])
    begun = time.monotonic()
    print("==>", *command, file=sys.stderr, flush=True)
    passed = subprocess.run([tool, *command[1:]], check=False).returncode == 0
    seconds = time.monotonic() - begun
    print(f"==> {command[0]}: {'passed' if passed else 'FAILED'} in {seconds:.0f} s", file=sys.stderr, flush=True)
    return passed


def main(arguments: list[str]) -> int:
    """Runs every check; 0 when all passed."""
    failed = [command[0] for command in CHECKS if not run(command)]
    if not run(pytest_command(arguments)):
        failed.append("pytest")
    if failed:
        print("==> failed:", ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
