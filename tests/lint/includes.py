#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dependency rule of the house: which folder may include what. Prints each break and fails."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
GTK = re.compile(r'^(gtk/|gdk/|gsk/|adwaita)')
GIO = re.compile(r'^(gio/|glib-object)')
PRIVATE = {                       # library headers that one folder alone may use
    'cblas.h': 'engine/kernels/', 'sqlite3.h': ('engine/project/', 'tests/'), 'sodium.h': ('engine/privacy/', 'engine/project/'), 'zip.h': ('engine/data/', 'tests/'),
    'png.h': ('engine/data/', 'tests/', 'data/'), 'jpeglib.h': ('engine/data/decoder/', 'tests/'), 'tiffio.h': ('engine/data/decoder/', 'tests/'),
    'gif_lib.h': ('engine/data/decoder/', 'tests/'), 'webp/decode.h': 'engine/data/decoder/', 'webp/demux.h': 'engine/data/decoder/',
    'openjpeg.h': 'engine/data/decoder/', 'zlib.h': ('engine/data/', 'tests/'),
}


def breaks(path, include):
    """The reason why this file may not include that, or None."""
    top = path.split('/')[0]
    if path.startswith('engine/draw/'):
        if GTK.match(include) or GIO.match(include) or include.startswith(('app/', 'ui/')):
            return 'engine/draw uses the engine, Cairo and Pango only'
    elif top == 'engine':
        if GTK.match(include) or GIO.match(include) or include.startswith(('cairo', 'pango', 'draw/', 'app/', 'ui/')):
            return 'the engine needs no display: GLib and data libraries only'
    elif top == 'app':
        if GTK.match(include) or include.startswith('ui/'):
            return 'app/ never sees GTK'
    elif top == 'ui':
        parts = include.split('/')
        if len(parts) > 1 and (root / 'engine' / parts[0]).is_dir() and parts[0] not in ('core', 'graph', 'data', 'draw', 'train', 'project', 'evaluate'):
            return 'ui/ uses app/, engine/draw and the property tables'
    if include.startswith('unicode/') and not path.startswith('engine/text/'):
        return 'ICU belongs to engine/text/'
    if include.startswith('dcmtk/') and not path.startswith('engine/data/decoder/'):
        return 'DCMTK belongs to engine/data/decoder/'
    for header, owner in PRIVATE.items():
        if include == header and not path.startswith(owner):
            return f'{header} belongs to {owner}'
    return None


found = 0
for file in root.rglob('*.cc'):
    if str(file.relative_to(root)).split('/')[0] in ('engine', 'app', 'ui', 'data') and not str(file.relative_to(root)).startswith('engine/data/decoder/'):
        found += 1
        print(f'# {file.relative_to(root)}: C++ belongs to engine/data/decoder/')
for folder in ('engine', 'app', 'ui', 'tests', 'data'):
    for file in sorted([*(root / folder).rglob('*.[ch]'), *(root / folder).rglob('*.cc')]):
        path = str(file.relative_to(root))
        for match in INCLUDE.finditer(file.read_text(encoding='utf-8')):
            reason = breaks(path, match.group(1))
            if reason:
                found += 1
                print(f'# {path}: includes {match.group(1)}: {reason}')
print(('not ok' if found else 'ok') + ' 1 - dependency rule')
print('1..1')
sys.exit(1 if found else 0)
