/** The JSON schemas that FINOS publishes for FDC3 2.2, to judge messages by. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const resolve = createRequire(import.meta.url).resolve;
const schemaPackage = dirname(resolve('@finos/fdc3-schema/package.json'));
const contextPackage = dirname(resolve('@finos/fdc3-context/package.json'));
const home = 'https://fdc3.finos.org/schemas/next/bridging/';

// The schemas name draft 7, which does not know their `unevaluatedProperties`; by a later draft no app identifier with
// its agent could be sound.
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
for (const folder of [
  join(schemaPackage, 'dist', 'schemas', 'bridging'),
  join(schemaPackage, 'dist', 'schemas', 'api'),
  join(contextPackage, 'dist', 'schemas', 'context'),
]) {
  for (const file of readdirSync(folder)) {
    // Their alternatives overlap where they say `oneOf`: an app with its agent is an agent too.
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('"oneOf"', '"anyOf"');
    ajv.addSchema(JSON.parse(text) as object);
  }
}

/** What a published schema says against a message as it goes over the wire; empty where nothing. */
export function faultsBy(schema: string, message: unknown): readonly string[] {
  const validate = ajv.getSchema(`${home}${schema}.schema.json`);
  if (validate === undefined) throw new Error(`There is no published schema ${schema}.`);
  void validate(JSON.parse(JSON.stringify(message)));
  return (validate.errors ?? []).map(({ instancePath, message: what }) => `${instancePath} ${what ?? ''}`);
}
