"""Installs the library into an empty prefix, then compiles every docs/examples/NAME.c against nothing but
that prefix and unknot.pc, runs it, and compares what it prints with docs/examples/NAME.out.

usage: install_test.py BUILD-DIR COMPILER [--update]   --update rewrites the .out files
"""
import difflib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "docs/examples"
INSTALLED = ["bin/unknot", "lib/libunknot.a", "lib/pkgconfig/unknot.pc", "include/unknot/fit.h"]
AS_CXX = """extern "C" {
#include <unknot/study.h>
}
int main() { return kn_code_exit_status(KN_OK) + (kn_prior_default().beta_sd != 1.0); }
"""


def run(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True, **options).stdout


def compile_and_run(compiler, language, source, flags, directory):
    program = directory / source.stem
    run(compiler, "-x", language, "-Wall", "-Wextra", "-Werror", source, "-x", "none", "-o", program, *flags)
    return run(program)


def main(build, compiler, update):
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prefix = directory / "prefix"
        run("cmake", "--install", build, "--prefix", prefix)
        wanted = INSTALLED + ["lib/unknot/unknot-mpi.so"] * (Path(build) / "unknot-mpi.so").is_file()
        missing = [path for path in wanted if not (prefix / path).is_file()]
        if missing:
            print(f"not installed: {missing}")
            return 1
        environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
        flags = run("pkg-config", "--cflags", "--libs", "unknot", env=environment).split()

        differences = []
        for source in sorted(EXAMPLES.glob("*.c")):
            expected = source.with_suffix(".out")
            printed = compile_and_run(compiler, "c", source, flags, directory)
            if update:
                expected.write_text(printed)
            differences += difflib.unified_diff(expected.read_text().splitlines(), printed.splitlines(),
                                                str(expected), "printed now", lineterm="")
        from_cxx = directory / "cxx.cpp"
        from_cxx.write_text(AS_CXX)
        compile_and_run(compiler, "c++", from_cxx, flags, directory)
    print("\n".join(differences))
    return 1 if differences else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2], "--update" in sys.argv[3:]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(error.cmd)}\n{error.stdout}{error.stderr}")
