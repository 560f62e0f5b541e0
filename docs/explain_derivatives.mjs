// Explains derivatives with @cortex-js/compute-engine: reads [[latex, variable], ...] as JSON on stdin, writes one object for each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const from = createRequire(pathToFileURL(process.argv[2] + '/'));
const { ComputeEngine } = from('@cortex-js/compute-engine');
const engine = new ComputeEngine();

function explained([latex, variable]) {
  const found = engine.parse(latex).explain('D', { variable: variable.replace('\\', '') });
  return { answer: found.result?.latex ?? '', steps: found.steps.map((s) => [s.id, s.value?.latex ?? '']) };
}

function timed(item) {
  let best = Infinity;
  for (let k = 0; k < 9; k++) {
    const begin = performance.now();
    explained(item);
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

function row(item) {
  try {
    return { ...explained(item), milliseconds: timed(item) };
  } catch (error) {
    return { error: error.message };
  }
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(row)));
