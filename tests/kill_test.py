"""Kills a writer at random moments; whatever it said was written must be there, and the diary sound.

usage: kill_test.py STORE_WRITER [SECONDS]   at least KILLS kills and WRITES acknowledged writes
"""
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

KILLS, WRITES, SEED = 40, 1000, 20260314
SECONDS_MOST = 120


def write_and_kill(writer, diary, seed, seconds):
    """The lines that a writer acknowledged before it was killed after some seconds."""
    process = subprocess.Popen([writer, diary, str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    time.sleep(seconds)
    process.kill()
    reader.join()
    process.wait()
    said = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    # A line without its end was never acknowledged.
    return [line for line in lines if line.endswith(b"\n")], said


def check(writer, diary, lines):
    return subprocess.run([writer, diary, "check"], input=b"".join(lines), capture_output=True)


def self_test(writer, diary, lines):
    """The check must notice a write that is not there, and a file cut off."""
    if check(writer, diary, [*lines, lines[0].replace(lines[0][:4], b"0000")]).returncode == 0:
        return "the check does not notice a lost write"
    whole = Path(diary).read_bytes()
    Path(diary).write_bytes(whole[:-4096])
    noticed = check(writer, diary, lines).returncode != 0
    Path(diary).write_bytes(whole)
    return None if noticed else "the check does not notice a file cut off"


def main(writer):
    moments = random.Random(SEED)
    kills, acknowledged, hot = 0, [], 0
    began = time.monotonic()

    with tempfile.TemporaryDirectory() as folder:
        diary = str(Path(folder) / "diary.unknot")
        journal = Path(diary + "-journal")
        while kills < KILLS or len(acknowledged) < WRITES:
            if time.monotonic() - began > SECONDS_MOST:
                print(f"only {len(acknowledged)} writes in {SECONDS_MOST} s")
                return 1
            lines, said = write_and_kill(writer, diary, kills, moments.uniform(0.002, 0.5))
            kills += 1
            acknowledged += lines
            hot += journal.exists() and journal.stat().st_size > 0
            if said:
                print(f"the writer complained: {said.decode()}")
                return 1
            if not Path(diary).exists():  # killed before it was made: then nothing was acknowledged
                assert not acknowledged
                continue
            checked = check(writer, diary, acknowledged)
            if checked.returncode != 0:
                print(f"after kill {kills} and {len(acknowledged)} writes:\n{checked.stderr.decode()}")
                return 1
        complaint = self_test(writer, diary, acknowledged)
    if complaint:
        print(complaint)
        return 1
    print(f"{len(acknowledged)} acknowledged writes, {kills} kills, {hot} of them in the middle of a write: all there")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
