/** The operator's settings in the window's own storage. A damaged value counts as missing. */
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
    // When the storage is full or denied, only this setting is missing at the next start.
  }
}
