// Prints "N passed, N failed" over the latest `npm test`; exit code 1 when one failed or none ran. For .ci/run.
import { countAll } from './lib/results.mjs';

const { passed, failed } = countAll();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
