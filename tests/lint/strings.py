#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No user-visible string past gettext: literals handed to widgets in ui/*.c, texts in .ui files without translatable,
sources with strings that po/POTFILES.in does not name, and a zh_CN that is not complete."""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

root = pathlib.Path(sys.argv[1])
SHOWS = (r'gtk_label_(?:new|set_(?:text|label|markup))|gtk_button_(?:new_with_label|set_label)|gtk_widget_set_tooltip_text'
         r'|gtk_window_set_title|adw_\w+_(?:set_(?:title|subtitle|description|heading|body)|new)|gtk_entry_set_placeholder_text'
         r'|gtk_check_button_(?:new_with_label|set_label)|adw_message_dialog_(?:new|add_response)|adw_toast_new'
         r'|gtk_accessible_update_property|g_set_error(?:_literal)?|gtk_menu_button_set_label|g_menu_append')
CALL = re.compile(r'\b(' + SHOWS + r')\s*\(')
LITERAL = re.compile(r'(_\s*\(\s*|ngettext\s*\(\s*)?"((?:[^"\\]|\\.)*)"')
WORDS = re.compile(r'[A-Za-z]{2,}')
TEXT_PROPERTIES = {'label', 'title', 'subtitle', 'description', 'tooltip-text', 'placeholder-text', 'heading', 'body', 'text', 'menu-label'}
IDS = re.compile(r'^(win|app|win\.[\w-]+|[a-z0-9]+(?:[-._][a-z0-9]+)*|%[^ ]*|<[^>]*>)$')


def arguments(text, start):
    """The text between the parentheses that open at start."""
    depth, i, quoted = 0, start, False
    while i < len(text):
        c = text[i]
        if quoted:
            if c == '\\':
                i += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c == '(':
            depth += 1
        elif c == ')':
            depth -= 1
            if depth == 0:
                return text[start + 1:i]
        i += 1
    return ''


def literals(path):
    text = path.read_text(encoding='utf-8')
    for call in CALL.finditer(text):
        if call.group(1) in ('g_set_error', 'g_set_error_literal') and 'ui' not in path.parts:
            pass
        args = arguments(text, call.end() - 1)
        args = re.sub(r'\b(?:N_|C_|_|ngettext|g_dngettext)\s*\((?:[^()"]|"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\))*\)', '', args)
        for literal in LITERAL.finditer(args):
            body = re.sub(r'%[-+ 0-9.*]*(?:l|ll|z)?[a-zA-Z%]', '', literal.group(2))
            if WORDS.search(body) and not IDS.match(literal.group(2)):
                yield text.count('\n', 0, call.start()) + 1, call.group(1), literal.group(2)


results = []


def report(ok, name, notes):
    for note in notes:
        print('# ' + note)
    results.append(ok)
    print(('ok' if ok else 'not ok') + f' {len(results)} - {name}')


notes = [f'{p.relative_to(root)}:{line}: {call} (… "{text}" …)' for p in sorted(root.glob('ui/*.c')) for line, call, text in literals(p)]
report(not notes, 'strings in ui/*.c go through gettext', notes)

notes = []
for p in sorted(root.glob('ui/*.ui')) + sorted(root.glob('resources/**/*.ui')):
    for element in ET.parse(p).getroot().iter():
        name = (element.get('name') or '').replace('_', '-')
        if element.tag in ('property', 'attribute') and name in TEXT_PROPERTIES and element.text and WORDS.search(element.text) \
                and element.get('translatable') != 'yes':
            notes.append(f'{p.relative_to(root)}: {name}: {element.text.strip()}')
report(not notes, 'texts in .ui files are translatable', notes)

listed = {line.strip() for line in (root / 'po/POTFILES.in').read_text().splitlines() if line.strip() and not line.startswith('#')}
notes = []
for folder in ('engine', 'app', 'ui'):
    for p in sorted((root / folder).rglob('*.c*')):
        if re.search(r'(?<![\w])(?:_|N_|C_|ngettext)\s*\(\s*"', p.read_text(encoding='utf-8')) and str(p.relative_to(root)) not in listed:
            notes.append(f'{p.relative_to(root)} is not in po/POTFILES.in')
    notes += [f'{p.relative_to(root)} is not in po/POTFILES.in' for p in sorted((root / folder).rglob('*.ui')) if str(p.relative_to(root)) not in listed]
notes += [f'po/POTFILES.in names {name}, which is not there' for name in sorted(listed) if not (root / name).exists()]
report(not notes, 'po/POTFILES.in is complete', notes)

po = root / 'po/zh_CN.po'
check = subprocess.run(['msgfmt', '--check', '--statistics', '-o', '/dev/null', str(po)], capture_output=True, text=True, env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin'})
notes = [line for line in check.stderr.splitlines() if line]
report(check.returncode == 0 and 'untranslated' not in check.stderr and 'fuzzy' not in check.stderr, 'zh_CN is complete', notes)

# Strings in the sources that the translation has never heard of: the template made now against the file.
pot = subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=ngettext:1,2', '-f', 'po/POTFILES.in',
                      '-D', '.', '-o', '-'], cwd=root, capture_output=True, text=True)
merged = subprocess.run(['msgcmp', str(po), '/dev/stdin'], input=pot.stdout, capture_output=True, text=True, env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin'})
notes = merged.stderr.splitlines()[:20]
report(merged.returncode == 0, 'zh_CN has every string of the sources', notes)

print(f'1..{len(results)}')
sys.exit(0 if all(results) else 1)
