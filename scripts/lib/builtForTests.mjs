// Builds before vitest runs: threads and processes start from the built program (src/main/infra/paths/programFiles.ts).
import { buildOutput } from './buildOutput.mjs';

export async function setup() {
  await buildOutput('production');
}
