"""``python -m tests.generator make|samples``."""

import argparse
from pathlib import Path

from tests.generator.degrade import LEVELS
from tests.generator.making import make


def _make(arguments: argparse.Namespace) -> None:
    arguments.out.mkdir(parents=True, exist_ok=True)
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        made = make(seed, arguments.edition, arguments.level, arguments.family)
        target = arguments.out / made.filename
        target.write_bytes(made.content)
        Path(f"{target}.truth.json").write_text(made.truth.to_json(), "utf-8")
        print(target)


def _samples(arguments: argparse.Namespace) -> None:
    from tests.generator.samples import write_samples

    for path in write_samples(arguments.out):
        print(path, path.stat().st_size)


def main() -> None:
    """Parse the command line and make what it asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("make", help="make reports of consecutive style seeds, truth beside each")
    one.add_argument("--seed", type=int, default=0)
    one.add_argument("--count", type=int, default=1)
    one.add_argument("--edition", choices=("none", "2014", "2019", "2021"), default="2019")
    one.add_argument("--level", choices=LEVELS, default="digital")
    one.add_argument("--family", choices=("tuned", "heldout"), default="tuned")
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(run=_make)
    samples = commands.add_parser("samples", help="make the sample reports that ship with the demo")
    samples.add_argument("--out", type=Path, default=Path("web/demo/samples"))
    samples.set_defaults(run=_samples)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
