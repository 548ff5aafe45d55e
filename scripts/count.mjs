// Prints what failed, and what only passed when it ran again, in the latest `npm test`, and then
// "N passed, N failed" over all of it; exit code 1 when a test failed or none ran. For .ci/run.
import { countAll, failedTests, flakyTests } from './lib/results.mjs';

for (const failure of flakyTests()) console.log(`FLAKY, passed when run again: ${failure}`);
for (const failure of failedTests()) console.log(`FAILED ${failure}`);
const { passed, failed } = countAll();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
