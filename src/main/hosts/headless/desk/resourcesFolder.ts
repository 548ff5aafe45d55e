/** The folder of the files that come with the program, relative to its sources. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../../', import.meta.url);

export const resourcesFolder = fileURLToPath(new URL('resources', root));

export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  return version;
}
