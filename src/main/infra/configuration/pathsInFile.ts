/** Which settings a configuration file has, by the paths that the record of a configuration uses. */
import { parseJson } from '../../../shared/kernel/strictJson.ts';
import { withoutCredentials } from '../../domain/configuration/withoutCredentials.ts';
import type { ConfigurationValue } from '../../domain/configuration/configurationChange.ts';

/** Lists whose entries have a name stand under that name: `venues.sim.kind`. */
const namedBy: Readonly<Record<string, string>> = { venues: 'venue', instruments: 'symbol' };

/** The plain values of the text by path; empty for a text that is no JSON object. */
export function pathsInFile(text: string): ReadonlyMap<string, ConfigurationValue> {
  const json = parseJson(text.replace(/^\u{feff}/u, ''));
  const found = new Map<string, ConfigurationValue>();
  if (json.ok && isRecord(json.value)) collect('', json.value, found);
  return found;
}

/** Whether the file has the setting, or the whole of which it is a part. */
export function isInFile(paths: ReadonlyMap<string, ConfigurationValue>, path: string): boolean {
  const parts = path.split('.');
  return parts.some((_part, index) => paths.has(parts.slice(0, index + 1).join('.')));
}

function collect(path: string, value: unknown, found: Map<string, ConfigurationValue>): void {
  if (Array.isArray(value) && value.every((one) => !isRecord(one))) found.set(path, value.join(', '));
  else if (isRecord(value)) {
    for (const [key, part] of Object.entries(value)) {
      const name = namedBy[path] === undefined || !isRecord(part) ? key : part[namedBy[path]];
      collect(path === '' ? key : `${path}.${String(name)}`, part, found);
    }
  } else if (typeof value === 'string') found.set(path, withoutCredentials(value));
  else if (typeof value === 'number' || typeof value === 'boolean') found.set(path, value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
