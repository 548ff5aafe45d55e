/** The folder of the files that come with the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { programRoot } from '../../../infra/paths/programFiles.ts';

export const resourcesFolder = join(programRoot, 'resources');

const packageSchema = z.object({ version: z.string() });

export function programVersion(): string {
  return packageSchema.parse(JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8'))).version;
}
