// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every NAME.onnx of a folder with onnxruntime on the scans in NAME.json and compares with what the engine gave.
//   node check.js FOLDER      prints TAP
// NAME.json: {"input": name, "output": name (or "outputs": names, whose values stand after each other, sample by sample), "shape": [n, h, w, c], "x": [...], "y": [...], "class_names": [...] or null}
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
  const results = await session.run(feeds), names = want.outputs || [want.output], n = want.shape[0], data = [];
  for (const name of names)
    if (!results[name])
      throw new Error(`no output ${name}, but ${session.outputNames}`);
  for (let i = 0; i < n; i++)
    for (const name of names)
      data.push(...results[name].data.slice(results[name].data.length / n * i, results[name].data.length / n * (i + 1)));
  const got = { data };
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
