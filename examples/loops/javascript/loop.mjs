// Gives every vector of the files to a verifier: node loop.mjs FILE...
import { readFileSync } from 'node:fs';
import { answerVector } from '../../targets/node/verifier.mjs';

let wrong = process.argv.length < 3 ? 1 : 0;
for (const path of process.argv.slice(2)) {
  const file = JSON.parse(readFileSync(path, 'utf8'));
  for (const vector of file.vectors) {
    const { result, steps } = await answerVector({ ...file, vectors: [vector] }, {});
    const expected = vector.steps.map((step) => step.expect);
    if (result !== vector.result || String(steps) !== String(expected)) {
      wrong += 1;
      console.log(`${path}: ${vector.id}: ${steps}, must be ${vector.result}: ${expected}`);
    }
  }
  console.log(`${path}: ${file.vectors.length} vectors verified, 0 left out`);
  wrong += file.vectors.length === 0 ? 1 : 0;
}
process.exit(wrong > 0 ? 1 : 0);
