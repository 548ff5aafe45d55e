/**
 * `engine.owner.json`: which process says that it holds the data folder. The file alone proves nothing: an ended process
 * may have left it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const ownerName = 'engine.owner.json';

const ownerSchema = z.object({
  pid: z.number(),
  host: z.string(),
  /** What the process is: `console`, `desk run`, `desk run, a standby`. */
  what: z.string(),
  /** When it took the lock, UTC with microseconds. */
  since: z.string(),
});
export type EngineOwner = z.infer<typeof ownerSchema>;

/** Who says that it holds the lock of the folder. Undefined when nobody says so, or when the file can't be read. */
export function readEngineOwner(folder: string): EngineOwner | undefined {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(readFileSync(join(folder, ownerName), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
