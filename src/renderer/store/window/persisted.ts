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

/** Gives the settings of the earlier owner to the name, unless that name has its own. Nobody else gets them then. */
export function handOver(from: string, to: string): void {
  const text = localStorage.getItem(prefix + from);
  if (text === null) return;
  if (localStorage.getItem(prefix + to) === null) localStorage.setItem(prefix + to, text);
  localStorage.removeItem(prefix + from);
}

/**
 * Reads a setting, and tells the operator where it is damaged. A text that can't be used is kept beside, under another
 * name.
 */
export function readOrSetAside<T>(
  name: string,
  schema: z.ZodType<T>,
):
  | { readonly state: 'missing' }
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'broken' } {
  const text = localStorage.getItem(prefix + name);
  if (text === null) return { state: 'missing' };
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return { state: 'read', value: parsed.data };
  localStorage.setItem(`${prefix}${name}.broken`, text);
  return { state: 'broken' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
