#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes and names of the house: no source much over 600 lines, most under 300; the top level is the user's own; licence lines;
each plug-in is one file and one word; no lock file names a host."""
import pathlib
import re
import statistics
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
results = []


def report(name, notes):
    for note in notes:
        print('# ' + note)
    results.append(not notes)
    print(('not ok' if notes else 'ok') + f' {len(results)} - {name}')


sources = [p for folder in ('engine', 'app', 'ui', 'data', 'tests') for p in sorted((root / folder).rglob('*.[ch]'))]
lines = {p: p.read_text(encoding='utf-8').count('\n') for p in sources}
report('no source over 620 lines', [f'{p.relative_to(root)}: {n} lines' for p, n in lines.items() if n > 620])
median = statistics.median(lines.values())
report('most sources under 300 lines', [] if median < 300 else [f'the median is {median}'])
report('every source says its licence', [str(p.relative_to(root)) for p in sources if 'SPDX-License-Identifier: GPL-3.0-or-later' not in p.read_text(encoding='utf-8')[:200]])

allowed = {'engine', 'app', 'ui', 'resources', 'data', 'tests', 'po', 'docs', 'meson.build', 'meson_options.txt', 'README.md', 'LICENSE', 'dev'}
tracked = subprocess.run(['git', 'ls-files'], cwd=root, capture_output=True, text=True).stdout.split('\n')
tops = {name.split('/')[0] for name in tracked if name}
report('nothing else at the top', sorted(t for t in tops - allowed if not t.startswith('.')))

notes = []
for lock in (n for n in tracked if n.endswith('package-lock.json')):
    if re.search(r'https?://', (root / lock).read_text()):
        notes.append(f'{lock} names a host')
report('lock files name no host', notes)

notes = []
for folder in ('layers', 'losses', 'optimizers', 'schedules', 'metrics', 'initializers', 'constraints'):
    text = (root / 'engine' / folder / 'meson.build').read_text()
    words = set(re.findall(r"'([a-z0-9_-]+)'", text.split('_words', 1)[1].split(']')[0]))
    for p in sorted((root / 'engine' / folder).glob('*.c')):
        if not p.name.startswith('vsl-') and p.stem not in words:
            notes.append(f'{p.relative_to(root)} has no word in its meson list')
report('each plug-in has its word', notes)
print(f'1..{len(results)}')
sys.exit(0 if all(results) else 1)
