/** The operator's settings in the window's own storage. A damaged value is the same as none. */
import type { z } from 'zod';

const prefix = 'breakwater.';

export function readSetting<T>(name: string, schema: z.ZodType<T>, otherwise: T): T {
  try {
    const stored = localStorage.getItem(prefix + name);
    const parsed = schema.safeParse(stored === null ? undefined : JSON.parse(stored));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}

export function writeSetting(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A full or denied storage costs the setting at the next start, nothing else.
  }
}
