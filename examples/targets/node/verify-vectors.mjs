// Verifies files of minted vectors, of any mechanism:
//
//     node verify-vectors.mjs FILE...
//
// The verifier has to give the answer that each vector has; it does not see that answer. Files of
// httpsig vectors have their signature bases computed as well, by vector-bases.mjs. Prints what is
// not so, and exits 1 then.
import { readFileSync } from 'node:fs';
import { checkBases } from './vector-bases.mjs';
import { answerVector } from './verifier.mjs';

// A vector as the verifier is asked about it.
function question({ result, requirements, comment, steps, ...vector }) {
  return { ...vector, steps: steps.map(({ expect, ...step }) => step) };
}

async function checkVector(file, vector) {
  const asked = { ...file, vectors: [question(vector)], observations: [] };
  const { result, steps, detail } = await answerVector(asked, { revisions: {} });
  const expected = vector.steps.map(({ expect }) => expect ?? vector.result);
  if (result === vector.result && String(steps) === String(expected)) return;
  throw new Error(`${steps} and not ${expected}: ${detail}`);
}

async function checkAnswers(file) {
  const errors = [];
  for (const vector of file.vectors) {
    try {
      await checkVector(file, vector);
    } catch (error) {
      errors.push(`${vector.id}: ${error.message}`);
    }
  }
  return { count: file.vectors.length - errors.length, errors };
}

async function checkFile(path) {
  const file = JSON.parse(readFileSync(path));
  const done = { 'vectors answered': await checkAnswers(file) };
  if (file.mechanism === 'httpsig') done['signatures verified'] = checkBases(file);
  for (const [what, { count, errors }] of Object.entries(done)) {
    for (const error of errors) console.error(`${path}: ${error}`);
    console.log(`${path}: ${count} ${what}`);
    const vacuous = count === 0 && file.vectors.length > 0;
    if (errors.length > 0 || vacuous) process.exitCode = 1;
  }
}

if (process.argv.length < 3) {
  console.error('usage: node verify-vectors.mjs FILE...');
  process.exitCode = 2;
}
for (const path of process.argv.slice(2)) await checkFile(path);
