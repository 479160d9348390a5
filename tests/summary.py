#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's JUnit files and prints the line that closes a test run: N passed, N failed, N skipped."""
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for path in sys.argv[1:]:
    for suite in ET.parse(path).getroot().iter('testsuite'):
        cases = list(suite.iter('testcase'))
        suite_failed = 0
        for case in cases:
            if case.find('failure') is not None or case.find('error') is not None:
                suite_failed += 1
            elif case.find('skipped') is not None:
                skipped += 1
            else:
                passed += 1
        # A program that ended badly after its last test counts once more.
        declared = int(suite.get('failures') or 0) + int(suite.get('errors') or 0)
        failed += max(suite_failed, declared)
print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(1 if failed or not passed else 0)
