/** What docs/postgres.md tells administrators and auditors to run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programRoot } from '../../paths/programFiles.ts';

/** The first block of SQL on the page that starts so. */
export function pageSql(start: string): string {
  const page = readFileSync(join(programRoot, 'docs/postgres.md'), 'utf8');
  const blocks = [...page.matchAll(/```sql\n(.*?)```/gs)].map(([, text = '']) => text);
  const found = blocks.find((text) => text.startsWith(start));
  if (found === undefined) throw new Error(`docs/postgres.md has no SQL that starts with ${start}`);
  return found;
}
