"""Broken and hostile input, drawn for as long as it is given: `tests/faults/test_any_input.py` with other seeds and no end.

    python benchmarks/fuzz.py [--seconds 60] [--seed 1] [KIND…]

Every kind in turn. The least input that raises something else than InputError, or of which a property does not hold, is
printed; the exit status is 1 then. At the end the inputs by kind.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
import traceback
import warnings
from pathlib import Path
from types import ModuleType

OFTEN = {"pieces": 20, "texts": 3}
"""How many times more examples of a kind than of the others: they are cheap."""
TESTS = Path(__file__).parents[1] / "tests" / "faults" / "test_any_input.py"


def properties() -> ModuleType:
    """The strategies and what they are put to."""
    spec = importlib.util.spec_from_file_location("any_input", TESTS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=100, help="of a kind before the next (default: %(default)s)")
    parser.add_argument("kinds", nargs="*")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    any_input = properties()
    end, seed, failed, told = time.monotonic() + options.seconds, options.seed, 0, 0.0
    while time.monotonic() < end:
        for kind in options.kinds or any_input.KINDS:
            try:
                any_input.tried(kind, options.examples * OFTEN.get(kind, 1), number=seed)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # of several failures hypothesis makes a group
                failed += 1
                print(f"seed {seed}, {kind}:", *traceback.format_exception(error, limit=-3), sep="\n", flush=True)
            if time.monotonic() > told + 60 or time.monotonic() > end:
                told = time.monotonic()
                print(f"{any_input.COUNTS.total()} inputs: {dict(any_input.COUNTS)}; {failed} failures", flush=True)
            if time.monotonic() > end:
                break
        seed += 1
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
