// Runs every checker over documents, or over one document with faults planted in it.
import { readFileSync } from 'node:fs';
import { checkers } from './checkers.mjs';
import { faults } from './faults.mjs';

// What each checker says of a document: [checker, complaint].
function complaints(document) {
  return Object.entries(checkers).flatMap(([name, check]) =>
    check(structuredClone(document)).map((complaint) => [name, complaint]),
  );
}

function checkFile(file) {
  const found = complaints(JSON.parse(readFileSync(file, 'utf8')));
  for (const [name, complaint] of found) console.log(`${file}: ${name}: ${complaint}`);
  if (found.length === 0) console.log(`${file}: nothing found by ${Object.keys(checkers).join(', ')}`);
  return found.length === 0;
}

// A fault must be found, and what finds it must be silent about the document as it is.
function plantFaults(file) {
  const whole = JSON.parse(readFileSync(file, 'utf8'));
  let caught = 0;
  for (const [name, plant] of Object.entries(faults)) {
    const document = structuredClone(whole);
    plant(document);
    const by = [...new Set(complaints(document).map(([checker]) => checker))];
    caught += by.length > 0 ? 1 : 0;
    console.log(`${name}: ${by.length > 0 ? `found by ${by.join(', ')}` : 'NOT FOUND'}`);
  }
  console.log(`${caught} of ${Object.keys(faults).length} planted faults found`);
  return caught === Object.keys(faults).length;
}

const [first, ...rest] = process.argv.slice(2);
const passed = first === '--faults' ? rest.every((file) => checkFile(file) && plantFaults(file)) :
  [first, ...rest].map(checkFile).every(Boolean);
process.exit(passed ? 0 : 1);
