/**
 * The fields of an entry without secrets. Nothing should log one; where something does, it reaches neither a file nor a
 * screen.
 */
const secretName = /(?:password|passphrase|secret|token|authorization|privateKey|apiKey)$/i;
const depthMax = 6;

export function withoutSecrets(
  fields: Readonly<Record<string, unknown>>,
  depth = 0,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      secretName.test(name) && typeof value === 'string' ? 'left out' : inner(value, depth + 1),
    ]),
  );
}

function inner(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > depthMax) return value;
  if (Array.isArray(value)) return value.map((one) => inner(one, depth + 1));
  return isPlain(value) ? withoutSecrets(value, depth) : value;
}

function isPlain(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}
