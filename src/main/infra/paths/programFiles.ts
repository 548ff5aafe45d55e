/**
 * The files of the built program. Threads and processes start from them alone, also where the code that starts them runs
 * from its sources, as in tests: a thread that Node strips of its types can end the whole process (docs/adr/0028).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../../../shared/kernel/invariant.ts';

export type ProgramFile =
  | 'desk'
  | 'logThread'
  | 'readingThread'
  | 'recordThread'
  | 'reportThread'
  | 'simulationThread'
  | 'simVenue'
  | 'workThread';

const isBuilt = import.meta.filename.endsWith('.js');

/** The folder that holds `package.json` and `resources`. */
export const programRoot = join(import.meta.dirname, isBuilt ? '../..' : '../../../..');

const folder = isBuilt ? import.meta.dirname : join(programRoot, 'out', 'main');

/** The path of an entry of the build (electron.vite.config.ts). */
export function programFile(name: ProgramFile): string {
  const file = join(folder, `${name}.js`);
  invariant(existsSync(file), `${file} is missing: npm run build makes it`);
  return file;
}
