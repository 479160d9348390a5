#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures Vesalius and what its users would otherwise run, in turn (theirs, ours, theirs, ours), and prints the table of
docs/benchmarks.md with ratios, what each must reach and where it is going.

    compare-run.py [--vsl PROGRAM] [--minutes 15] [--rows seed_cnn,conv] [--raw FILE] [--list]

The scripts of the others are those of VESALIUS_SHARED/bench; python3-torch and libjemalloc2 as Debian packages, onnxruntime-node through
--node-modules, NODE_PATH, or fetched into a temporary folder with the versions pinned in tests/onnx. Rows are measured in the order of
their weight; those that no longer fit into the minutes are named at the end. --more takes further scripts made like torch_cnn.py."""
import argparse
import importlib
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
shared = pathlib.Path(os.environ.get('VESALIUS_SHARED', root.parent / 'shared'))
bench = shared / 'bench'
PYTHON = '/usr/bin/python3'
sys.dont_write_bytecode = True


class Row:
    """ours: our case. theirs: what is tried; the fastest counts. kind: torch (name, malloc) or ort (model, shape, batch)."""

    def __init__(self, group, ours, threads, against, theirs, must, goal, seconds=0.5, share=0):
        self.group, self.ours, self.threads, self.against, self.theirs = group, ours, threads, against, theirs
        self.must, self.goal, self.seconds, self.share = must, goal, seconds, share


def torch(*names, malloc='best', threads=(1,)):
    return [('torch', n, malloc, t) for n in names for t in threads]


def ort(model, shape, batch, threads=1):
    return [('ort', model, shape, batch, threads)]


def suffixed(name, *suffixes):
    return [name + s for s in ('',) + suffixes]


def table():
    cnn, rnn = 'seed_cnn_train_b32', 'seed_rnn_train_b32_L{}_'
    yield Row('classic', cnn, 1, 'PyTorch as written', torch(cnn, malloc='default'), 8, 20)
    yield Row('classic', cnn, 1, 'PyTorch, hand-tuned', torch(cnn + '_tuned'), 3, 6)
    yield Row('classic', cnn, 2, "PyTorch's best of 1 and 2 threads", torch(cnn + '_tuned', cnn + '_nhwc', threads=(1, 2)), 4, 10)
    yield Row('classic', 'seed_cnn_infer_b1', 1, 'onnxruntime', ort('seed_cnn', [1, 28, 28], 1), 3, 5)
    yield Row('classic', 'seed_cnn_infer_b32', 1, 'onnxruntime', ort('seed_cnn', [1, 28, 28], 32), 1.5, 2.4)
    yield Row('classic', 'seed_cnn_infer_b256', 1, 'torch.jit', torch('seed_cnn_infer_b256_jit', 'seed_cnn_infer_b256_nhwc_jit'), 2.5, 4)
    for length, limits in ((100, ((1.8, 2.3), (2.8, 3.8))), (400, ((1.6, 2), (2.4, 3.5)))):
        base = rnn.format(length)
        for threads, (must, goal) in ((1, limits[0]), (2, limits[1])):
            tried = torch(base + 'recdrop', base + 'recdrop_script', base + 'nodrop', threads=(1, 2)[:threads])
            yield Row('classic', base + 'recdrop', threads, "PyTorch's best" + (' of 1 and 2 threads' if threads == 2 else ''), tried, must, goal)
    yield Row('classic', 'seed_rnn_infer_b32_L100', 1, 'onnxruntime', ort('seed_rnn', [100], 32), 1.3, 2.8)
    yield Row('classic', 'seed_rnn_infer_b1_L100', 1, 'onnxruntime', ort('seed_rnn', [100], 1), 1, 2)
    yield Row('other', 'gru_train_b32_L100', 1, "PyTorch's best", torch('gru_train_b32_L100'), 1.8, 2.5)
    yield Row('other', 'bilstm_train_b32_L100', 1, "PyTorch's best", torch('bilstm_train_b32_L100'), 2, 3)
    yield Row('other', 'encoder_d128_h4_L128_train_b32', 1, "PyTorch's best", torch('encoder_d128_h4_L128_train_b32'), 1.4, 2)
    yield Row('other', 'encoder_d128_h4_L128_infer_b32', 1, "PyTorch's best", torch('encoder_d128_h4_L128_infer_b32'), 1.2, 1.5)
    yield Row('other', 'vgg128_train_b32', 1, "PyTorch's best", torch(*suffixed('vgg128_train_b32', '_nhwc')), 1, 1.4)
    yield Row('other', 'unet64_train_b32', 1, "PyTorch's best", torch(*suffixed('unet64_train_b32', '_nhwc')), 1, 1.4)
    yield Row('other', 'vgg128_infer_b32', 1, 'onnxruntime', ort('vgg128', [1, 128, 128], 32), 0.85, 1.2)
    yield Row('other', 'unet64_infer_b32', 1, 'onnxruntime', ort('unet64', [1, 64, 64], 32), 0.85, 1.2)
    yield Row('other', 'resnet18_28_train_b128', 1, "PyTorch's best", torch(*suffixed('resnet18_28_train_b128', '_nhwc')), 0.85, 1.4)
    yield Row('other', 'resnet18_28_infer_b128', 1, "PyTorch's best", torch(*suffixed('resnet18_28_infer_b128', '_nhwc', '_jit')), 0.85, 1.5)
    yield Row('operation', 'adam_11M', 1, "PyTorch's best", torch(*suffixed('adam_11M', '_foreach')), 2, 3, 0.3)
    yield Row('operation', 'tanh_1M_fwd', 1, "PyTorch's best", torch('tanh_1M_fwd'), 3, 4.5, 0.3)
    for name, variants in (('softmax_4096x1000_fwd', ()), ('layernorm_4096x128_fwd', ()), ('layernorm_4096x128_fwdbwd', ()),
                           ('batchnorm_32x64x28x28_fwdbwd', ('_nhwc',)), ('maxpool2_32x64x28x28_fwdbwd', ('_nhwc',))):
        yield Row('operation', name, 1, "PyTorch's best", torch(*suffixed(name, *variants)), 1.5, None, 0.3, share=0.8)
    for shape in ('seed_1x28_32k3', 'stem_3x28_64k3', 'rn_64x28_64k3', 'rn_128x14_128k3', 'rn_256x7_256k3', 'rn_512x4_512k3', 'rn_64x28_128k3s2',
                  'pw_128x28_64k1', 'vgg_16x128_16k3', 'unet_32x64_16k3'):
        winograd = re.fullmatch(r'rn_\d+x\d+_\d+k3', shape) is not None
        for part in ('fwd', 'bwdd', 'bwdw'):
            if part == 'bwdd' and shape.startswith(('seed', 'stem')):
                continue
            name = f'conv_{shape}_{part}'
            yield Row('convolution', name, 1, 'oneDNN NHWC', torch(name + '_nhwc'), 0.85, 1.8 if winograd else 1.0, 0.3)


class Runner:
    def __init__(self, args):
        self.args = args
        self.raw = open(args.raw, 'a') if args.raw else None
        self.scripts = {}
        self.seen = {}
        self.work = tempfile.mkdtemp(prefix='vsl-compare-')
        self.models = None
        sys.path.insert(0, str(bench))
        common = importlib.import_module('torch_common')
        self.mallocs = common.MALLOCS
        for path in [bench / f'torch_{n}.py' for n in ('cnn', 'rnn', 'ops')] + [pathlib.Path(p).resolve() for p in args.more]:
            sys.path.insert(0, str(path.parent))
            before = set(common.CASES)
            importlib.import_module(path.stem)
            for name in set(common.CASES) - before:
                self.scripts[name] = path

    def close(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def call(self, command, env=None, cwd=None):
        started = time.monotonic()
        r = subprocess.run([str(c) for c in command], env=dict(os.environ, **(env or {}), PYTHONDONTWRITEBYTECODE='1'), cwd=cwd,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines = [json.loads(line) for line in r.stdout.splitlines() if line.startswith('{')]
        line = next((d for d in lines if 'samples_per_s' in d), None)
        if self.raw and line:
            self.raw.write(json.dumps(line) + '\n')
            self.raw.flush()
        if not line:
            why = next((d['not_available'] for d in lines if 'not_available' in d), (r.stderr.strip().splitlines() or ['no answer'])[-1])
            print(f'# {" ".join(str(c) for c in command)}: {why}', file=sys.stderr)
        elif self.args.verbose:
            print(f'# {line["case"]} {line["engine"]} t{line["threads"]}: {line["samples_per_s"]:.1f} ({line["clean_rounds"]}/{line["all_rounds"]} clean, '
                  f'{time.monotonic() - started:.1f} s)', file=sys.stderr)
        return line

    def ours(self, row):
        return self.call([self.args.vsl, 'benchmark', row.ours, '--threads', row.threads, '--seconds', row.seconds, '--json'])

    def node_modules(self):
        for folder in [self.args.node_modules, os.environ.get('NODE_PATH'), root / 'build' / 'tests' / 'onnx' / 'node_modules']:
            if folder and (pathlib.Path(folder) / 'onnxruntime-node').exists():
                return str(folder)
        folder = pathlib.Path(self.work) / 'node'
        folder.mkdir()
        for name in ('package.json', 'package-lock.json'):
            shutil.copy(root / 'tests' / 'onnx' / name, folder)
        subprocess.run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], cwd=folder, stdout=subprocess.DEVNULL, check=False)
        return str(folder / 'node_modules')

    def theirs(self, what, seconds):
        if what[0] == 'torch':
            _, name, malloc, threads = what
            if name not in self.scripts:
                print(f'# {name}: the scripts have no such case', file=sys.stderr)
                return None
            env = dict(self.mallocs[malloc], OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
            script = self.scripts[name]
            env['PYTHONPATH'] = str(bench)
            return self.call([PYTHON, script, '--one', name, '-t', threads, '-s', seconds, '-m', malloc], env, str(script.parent))
        _, model, shape, batch, threads = what
        if not self.models:
            self.models = pathlib.Path(self.work) / 'models'
            self.node = self.node_modules()
            subprocess.run([PYTHON, str(bench / 'torch_export_onnx.py'), str(self.models)], cwd=bench, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, env=dict(os.environ, PYTHONDONTWRITEBYTECODE='1'), check=False)
        return self.call(['node', bench / 'ort_infer.js', '--one', self.models, model, json.dumps(shape), batch, threads, seconds], {'NODE_PATH': self.node})

    def fastest(self, row):
        """One run of each variant (once a session); the fastest, and its line."""
        lines = []
        for what in row.theirs:
            key = json.dumps(what)
            if key not in self.seen:
                self.seen[key] = self.theirs(what, row.seconds)
            if self.seen[key]:
                lines.append((self.seen[key]['samples_per_s'], what, self.seen[key]))
        return max(lines, key=lambda entry: entry[0])[1:] if lines else (None, None)

    def measure(self, row):
        """theirs (all variants), ours, theirs (the fastest), ours ..."""
        what, line = self.fastest(row)
        pairs = []
        for i in range(self.args.pairs):
            if i > 0 and what:
                line = self.theirs(what, row.seconds)
            ours = self.ours(row)
            if not ours:
                return None
            if line:
                pairs.append((ours, line))
        return {'row': row, 'what': what, 'pairs': pairs} if pairs else None


def number(value):
    return f'{value:,.0f}' if value >= 1000 else f'{value:.0f}' if value >= 100 else f'{value:.1f}'


def mean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values))


def verdict(row, ratio, ours):
    if row.share and ours['samples_per_s'] >= row.share * max(ours['machine_gbs'], 1):
        goal = True
    else:
        goal = row.goal is not None and ratio >= row.goal
    return 'goal' if goal else 'must' if ratio >= row.must else '**below**'


def print_table(title, results):
    if not results:
        return
    print(f'\n### {title}\n')
    print('| case | threads | Vesalius | against | theirs | ratio (each pair) | must | goal | reached | memory, MB: ours, theirs |')
    print('|---|---|---|---|---|---|---|---|---|---|')
    for r in results:
        row, pairs = r['row'], r['pairs']
        ratios = [a['samples_per_s'] / b['samples_per_s'] for a, b in pairs]
        ours, theirs = mean([a['samples_per_s'] for a, _ in pairs]), mean([b['samples_per_s'] for _, b in pairs])
        unit = '' if pairs[0][0]['unit'] == 'samples/s' else ' ' + pairs[0][0]['unit']
        which = pairs[0][1]['case'] + ('' if pairs[0][1]['engine'] != 'torch' else f", {pairs[0][1]['malloc']}, {pairs[0][1]['threads']} t")
        which = '' if pairs[0][1]['engine'] != 'torch' else f' (`{which}`)'
        goal = '80 % of memory' if row.share else f'{row.goal:g}'
        print(f"| `{row.ours}` | {row.threads} | {number(ours)}{unit} | {row.against}{which} | {number(theirs)} | **{mean(ratios):.2f}** "
              f"({', '.join(f'{x:.2f}' for x in ratios)}) | {row.must:g} | {goal} | {verdict(row, mean(ratios), pairs[0][0])} | "
              f"{max(a['peak_rss_mb'] for a, _ in pairs):.0f}, {max(b['peak_rss_mb'] for _, b in pairs):.0f} |")


def print_convolutions(results):
    shapes = {}
    for r in results:
        shape, part = re.fullmatch(r'conv_(.*)_(fwd|bwdd|bwdw)', r['row'].ours).groups()
        shapes.setdefault(shape, {})[part] = r
    if not shapes:
        return
    print('\n### Convolutions, GFLOP/s on one thread, those of padding counted; ratio to oneDNN in NHWC as PyTorch calls it; must 0.85\n')
    print('| shape | forward | gradient of the input | gradient of the weights | goal |')
    print('|---|---|---|---|---|')
    for shape, parts in shapes.items():
        cells = []
        for part in ('fwd', 'bwdd', 'bwdw'):
            r = parts.get(part)
            if not r:
                cells.append('')
                continue
            ratio = mean([a['samples_per_s'] / b['samples_per_s'] for a, b in r['pairs']])
            ours, theirs = mean([a['samples_per_s'] for a, _ in r['pairs']]), mean([b['samples_per_s'] for _, b in r['pairs']])
            mark = '' if ratio >= r['row'].must else ' **below**'
            cells.append(f'{number(ours)} against {number(theirs)}: **{ratio:.2f}**{mark}')
        print(f"| `{shape}` | {' | '.join(cells)} | {next(iter(parts.values()))['row'].goal:g} |")


def print_memory(results):
    lines = {r['row'].ours: r['pairs'][-1][0] for r in results if r['pairs'][-1][0].get('estimate_mb')}
    if lines:
        print('\n### Memory of training: estimated before, and used\n\n| case | estimated, MB | used, MB | estimated / used |\n|---|---|---|---|')
        for name, d in lines.items():
            print(f"| `{name}` | {d['estimate_mb']:.1f} | {d['used_mb']:.1f} | {d['estimate_mb'] / max(d['used_mb'], 0.1):.2f} |")


def print_starts(runner):
    print('\n### From the start of the process to the first prediction (must 50 ms and 80 MB, goal 20 ms and 40 MB for the classic models)\n')
    print('| case | ms: median (best, worst) | memory, MB |\n|---|---|---|')
    for name in ('start_seed_cnn', 'start_seed_rnn', 'start_resnet18_28'):
        d = runner.call([runner.args.vsl, 'benchmark', name, '--threads', 1, '--seconds', 1, '--json'])
        if d:
            print(f"| `{name}` | {d['ms_per_step']:.1f} ({1e3 / d['best']:.1f}, {1e3 / d['worst']:.1f}) | {d['peak_rss_mb']:.0f} |")


def print_sweeps(runner):
    """Cost of one more: a straight line through the origin has exponent 1."""
    print('\n### Sweeps on one thread\n\n| quantity | microseconds a unit, from small to large | exponent of the cost |\n|---|---|---|')
    for name, what in (('samples', 'an epoch over that many samples'), ('batch', 'a step of that many samples'), ('length', 'a step of sequences that long')):
        r = subprocess.run([runner.args.vsl, 'benchmark', f'sweep_{name}_*', '--threads', '1', '--seconds', '0.4', '--json'], stdout=subprocess.PIPE, text=True)
        points = []
        for line in r.stdout.splitlines():
            d = json.loads(line)
            if 'samples_per_s' not in d:
                continue
            size = int(d['case'].rsplit('_', 1)[1])
            sample = 1 / d['samples_per_s']
            points.append((size, sample * (size if name != 'length' else 32)))
        if len(points) < 2:
            continue
        xs, ys = [math.log(p[0]) for p in points], [math.log(p[1]) for p in points]
        mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
        slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)
        print(f"| {what} | {', '.join(f'{s}: {t / s * 1e6:.1f}' for s, t in points)} | {slope:.2f} |")


def print_neighbours(runner, words):
    """near_* with PyTorch's figures from --more; the classic ratio by the same variant."""
    print('\n### Neighbours of the classic networks, one thread (must: 60 % of the classic ratio)\n')
    print('| case | Vesalius | theirs | ratio | of the classic ratio |\n|---|---|---|---|---|')
    names = [n for n in subprocess.run([runner.args.vsl, 'benchmark', 'near_*', '--list'], stdout=subprocess.PIPE, text=True).stdout.split()]
    for base, suffixes, fits in (('seed_cnn_train_b32', ('_tuned',), 'near_cnn'), ('seed_rnn_train_b32_L100_recdrop', ('', '_script'), 'near_rnn')):
        reference = None
        for name in [base] + [n for n in names if n.startswith(fits) and (not words or any(w in n for w in words))]:
            r = runner.measure(Row('near', name, 1, '', torch(*[name + s for s in suffixes]), 0, 0))
            if not r:
                continue
            ratio = mean([a['samples_per_s'] / b['samples_per_s'] for a, b in r['pairs']])
            reference = reference or ratio
            print(f"| `{name}` | {number(mean([a['samples_per_s'] for a, _ in r['pairs']]))} | {number(mean([b['samples_per_s'] for _, b in r['pairs']]))} | "
                  f"{ratio:.2f} | {ratio / reference * 100:.0f} % |", flush=True)


def print_machine(runner):
    lines = [runner.call([runner.args.vsl, 'benchmark', 'matmul_1024x1024x1024', '--threads', t, '--seconds', 0.2, '--json']) for t in (1, 2)]
    with open('/proc/cpuinfo') as f:
        cpu = next((line.split(':')[1].strip() for line in f if line.startswith('model name')), '?')
    print(f'{time.strftime("%Y-%m-%d %H:%M")}, {os.cpu_count()} cores of {cpu}, load {os.getloadavg()[0]:.1f}')
    for line in lines:
        if line:
            print(f"limits of {line['threads']} thread(s): {line['machine_gflops']:.0f} GFLOP/s, {line['machine_gbs']:.0f} GB/s from memory, "
                  f"{line['machine_cache_gbs']:.0f} GB/s from the cache; kernels: {line['kernels']}")
    if all(lines) and lines[1]['machine_gflops'] < 1.9 * lines[0]['machine_gflops']:
        print('**The machine gave two threads less than two cores: the rows with 2 threads do not count.**')


def measure_all(runner, rows, end, results):
    """Fills results; the names of what was not measured. Ctrl+C ends it, and what there is is printed."""
    left = []
    try:
        for i, row in enumerate(rows):
            if time.monotonic() > end:
                left.append(row.ours)
                continue
            result = runner.measure(row)
            if not result:
                left.append(row.ours)
                continue
            results.append(result)
            ratios = [a['samples_per_s'] / b['samples_per_s'] for a, b in result['pairs']]
            print(f"# {i + 1}/{len(rows)} {row.ours} {row.threads} t, {row.against}: {', '.join(f'{x:.2f}' for x in ratios)} (must {row.must:g}); "
                  f'{max(end - time.monotonic(), 0) / 60:.1f} minutes left', file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        left += [row.ours for row in rows[len(results) + len(left):]]
    return left


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--vsl', default=str(root / 'build' / 'app' / 'vsl'))
    ap.add_argument('--minutes', type=float, default=15)
    ap.add_argument('--rows', default='', help='only rows whose case or group (classic, other, operation, convolution) contains one of these words')
    ap.add_argument('--pairs', type=int, default=2)
    ap.add_argument('--raw', default='', help='keep every line of JSON in this file')
    ap.add_argument('--node-modules', default='')
    ap.add_argument('--more', action='append', default=[], help='a further script of cases')
    ap.add_argument('--neighbours', action='store_true', help='the neighbours of the classic networks instead; their PyTorch cases by --more')
    ap.add_argument('--sweeps', action='store_true', help='the sweeps too')
    ap.add_argument('--list', action='store_true')
    ap.add_argument('-v', '--verbose', action='store_true')
    args = ap.parse_args()
    words = [w for w in args.rows.split(',') if w]
    rows = [r for r in table() if not words or any(w in r.ours or w in r.group for w in words)]
    if args.list:
        print('\n'.join(f'{r.group:12} {r.ours:36} {r.threads} {r.against}' for r in rows))
        return
    if not bench.exists():
        sys.exit('The scripts of the others are missing: set VESALIUS_SHARED.')
    runner, results, end = Runner(args), [], time.monotonic() + args.minutes * 60
    try:
        print_machine(runner)
        if args.neighbours:
            print_neighbours(runner, words)
            return
        left = measure_all(runner, rows, end, results)
        print_table('The table', [r for r in results if r['row'].group in ('classic', 'other')])
        print_table('Single operations', [r for r in results if r['row'].group == 'operation'])
        print_convolutions([r for r in results if r['row'].group == 'convolution'])
        print_memory(results)
        print_starts(runner)
        if args.sweeps:
            print_sweeps(runner)
        if left:
            print('\nNot measured: ' + ', '.join(left))
    finally:
        runner.close()


if __name__ == '__main__':
    main()
