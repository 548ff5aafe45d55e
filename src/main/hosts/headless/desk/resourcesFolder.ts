/** The folder of the files that come with the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programRoot } from '../../../infra/paths/programFiles.ts';

export const resourcesFolder = join(programRoot, 'resources');

export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
