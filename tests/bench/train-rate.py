#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`vsl train` beside `vsl benchmark`: for some cases makes a project with scans of that shape, loads the case's network into it,
trains, and compares the samples_per_second that training says with what the benchmark measured; they must agree within 20 %.

    train-rate.py [--vsl PROGRAM] [CASE...]"""
import argparse
import io
import json
import pathlib
import random
import shutil
import statistics
import struct
import subprocess
import tempfile
import zipfile

root = pathlib.Path(__file__).resolve().parents[2]
CASES = {'seed_cnn_train_b32': (1024, 28, 28, 1, 10, 32, 40), 'seed_cnn_train_b256': (4096, 28, 28, 1, 10, 256, 10),
         'near_cnn_50x50_train_b32': (1024, 50, 50, 1, 10, 32, 10), 'vgg128_train_b32': (64, 128, 128, 1, 2, 32, 3)}


def npy(shape, data):
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    header += ' ' * ((-len(header) - 11) % 64) + '\n'
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode() + data


def make_scans(path, n, height, width, channels, classes):
    rng = random.Random(1)
    shape = (n, height, width) if channels == 1 else (n, height, width, channels)
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('train_images.npy', npy(shape, rng.randbytes(n * height * width * channels)))
        z.writestr('train_labels.npy', npy((n, 1), bytes(i % classes for i in range(n))))


def run(*command):
    r = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if r.returncode:
        raise SystemExit(f'{" ".join(str(c) for c in command)}: {r.stderr}')
    return r.stdout


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--vsl', default=str(root / 'build' / 'app' / 'vsl'))
    ap.add_argument('--pairs', type=int, default=3)
    ap.add_argument('cases', nargs='*', default=['seed_cnn_train_b32', 'seed_cnn_train_b256', 'vgg128_train_b32'])
    args = ap.parse_args()
    print('| case | `vsl benchmark` | `vsl train` | train / benchmark (each pair) |\n|---|---|---|---|')
    for case in args.cases:
        n, height, width, channels, classes, batch, epochs = CASES[case]
        work = pathlib.Path(tempfile.mkdtemp(prefix='vsl-rate-'))
        try:
            make_scans(work / 'scans.npz', n, height, width, channels, classes)
            (work / 'network.json').write_text(run(args.vsl, 'benchmark', case, '--network'))
            project = work / 'p.vesalius'
            run(args.vsl, 'new', project)
            run(args.vsl, 'import', project, work / 'scans.npz')
            run(args.vsl, 'network', project, '--load', work / 'network.json')
            pairs = []
            for _ in range(args.pairs):
                measured = json.loads(run(args.vsl, 'benchmark', case, '--threads', 1, '--seconds', 0.6, '--json'))['samples_per_s']
                lines = run(args.vsl, 'train', project, '--threads', 1, '--set', f'epochs={epochs}', '--set', f'batch_size={batch}', '--json')
                said = [d['samples_per_second'] for d in map(json.loads, io.StringIO(lines)) if d.get('event') == 'epoch']
                pairs.append((measured, statistics.median(said)))
            ratios = [b / a for a, b in pairs]
            print(f"| `{case}` | {statistics.median(a for a, _ in pairs):,.0f} | {statistics.median(b for _, b in pairs):,.0f} | "
                  f"**{statistics.median(ratios):.2f}** ({', '.join(f'{x:.2f}' for x in ratios)}) |", flush=True)
        finally:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()
