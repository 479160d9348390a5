#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's JUnit files and prints the line that closes a test run: N passed, N failed, N skipped.

A program that crashed, leaked or ran out of time after its last test leaves no trace in the JUnit file; meson's own log beside it
(testlog.json for testlog.junit.xml) has it, and it counts as one failure more."""
import json
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for path in sys.argv[1:]:
    failed_in = {}
    for suite in ET.parse(path).getroot().iter('testsuite'):
        for case in suite.iter('testcase'):
            if case.find('failure') is not None or case.find('error') is not None:
                # A program without subtests is a case of the project's own suite, under its name.
                for name in {suite.get('name'), case.get('name')}:
                    failed_in[name] = failed_in.get(name, 0) + 1
                failed += 1
            elif case.find('skipped') is not None:
                skipped += 1
            else:
                passed += 1
    with open(path.replace('.junit.xml', '.json')) as log:
        for line in log:
            test = json.loads(line)
            known = sum(n for name, n in failed_in.items() if name and name.endswith(test['name']))
            if test['result'] in ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT') and not known:
                print(f"{test['name']}: {test['result'].lower()} outside of its tests")
                failed += 1
print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed or not passed else 0)
