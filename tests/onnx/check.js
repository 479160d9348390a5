// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every NAME.onnx of a folder with onnxruntime on the scans in NAME.json and compares with what the engine gave.
//   node check.js FOLDER      prints TAP
// NAME.json: {"input": name, "output": name, "shape": [n, h, w, c], "x": [...], "y": [...], "class_names": [...] or null}
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const TOLERANCE = 1e-5;

async function check (folder, name) {
  const want = JSON.parse(fs.readFileSync(path.join(folder, name + '.json'), 'utf8'));
  const session = await ort.InferenceSession.create(path.join(folder, name + '.onnx'), { logSeverityLevel: 3 });
  const feeds = {};
  feeds[want.input] = new ort.Tensor('float32', Float32Array.from(want.x), want.shape);
  const got = (await session.run(feeds))[want.output];
  if (!got)
    throw new Error(`no output ${want.output}, but ${session.outputNames}`);
  if (got.data.length !== want.y.length)
    throw new Error(`${got.data.length} values, not ${want.y.length}`);
  let largest = 0;
  for (let i = 0; i < want.y.length; i++) {
    const d = Math.abs(got.data[i] - want.y[i]) / Math.max(1, Math.abs(want.y[i]));
    if (!(d <= largest))
      largest = Number.isNaN(d) ? Infinity : d;
  }
  return largest;
}

async function main () {
  const folder = process.argv[2];
  const names = fs.readdirSync(folder).filter(f => f.endsWith('.onnx')).map(f => f.slice(0, -5)).sort();
  console.log(`1..${names.length}`);
  let bad = names.length === 0, i = 0;
  for (const name of names) {
    i++;
    try {
      const largest = await check(folder, name);
      const ok = largest < TOLERANCE;
      bad = bad || !ok;
      console.log(`${ok ? 'ok' : 'not ok'} ${i} ${name} # largest difference ${largest.toExponential(2)}`);
    } catch (e) {
      bad = true;
      console.log(`not ok ${i} ${name} # ${String(e.message).split('\n')[0]}`);
    }
  }
  process.exitCode = bad ? 1 : 0;
}

main();
