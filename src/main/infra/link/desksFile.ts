/** `desks.json` in a console's data folder: the desks that the console can open beside its own, each with its badge. */
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  deskColours,
  deskLetterOf,
  deskNameLengthMax,
  isDeskLetter,
  type DeskColour,
} from '../../../shared/kernel/deskColours.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { parseJson } from '../../../shared/kernel/strictJson.ts';
import { jsonFaultText } from '../intake/locateJsonFault.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { writeWholeFile } from '../paths/wholeFile.ts';
import { issuesText } from './issuesText.ts';

/** The id of the console's own desk. */
export const ownDeskId = 'own';

/** How many desks a console knows. */
export const desksMax = 32;

export interface DeskEntry {
  /** Stays the same as long as the desk's place does: what a window keeps is kept under it. */
  readonly id: string;
  readonly name: string;
  readonly letter: string;
  readonly colour: DeskColour;
  /** A folder of this machine on which an engine runs, or a file like `attach.json`; an absolute path. */
  readonly place: { readonly kind: 'folder' | 'attach'; readonly path: string };
}

/** What a person gives for a new desk. */
export type NewDesk = Pick<DeskEntry, 'name' | 'letter' | 'colour' | 'place'>;

const printable = /^\P{C}+$/u;
const path = z.string().min(1);
const entrySchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'expected a name')
      .max(deskNameLengthMax, `expected at most ${deskNameLengthMax} characters`)
      .regex(printable, 'expected characters that can be seen'),
    letter: z.string().refine(isDeskLetter, 'expected one character').optional(),
    colour: z.enum(deskColours).optional(),
    folder: path.optional(),
    attach: path.optional(),
  })
  .refine(({ folder, attach }) => (folder === undefined) !== (attach === undefined), {
    message: 'expected either "folder" or "attach"',
  });
const fileSchema = z.strictObject({
  desks: z.array(entrySchema).max(desksMax, `expected at most ${desksMax} desks`),
});
const expected =
  'expected {"desks": [{"name", "folder" or "attach", "letter"?, "colour"?}]}, with paths that start at its folder';

/**
 * The desks of the console of this folder. Its own desk comes first, unless the file names it (`"folder": "."`). Fault:
 * `desks_unusable`.
 */
export function readDesksFile(folder: string): Result<readonly DeskEntry[], Fault> {
  const file = desksFileOf(folder);
  if (!existsSync(file)) return ok([ownDesk(folder)]);
  const text = readRegularFile(file, 'desks_unusable');
  return text.ok ? parseDesks(folder, text.value) : text;
}

/**
 * Adds a desk to the file, and makes the file where there is none. Faults: `desks_unusable`; the file stays as it is
 * then.
 */
export function addToDesksFile(
  folder: string,
  { name, letter, colour, place }: NewDesk,
): Result<readonly DeskEntry[], Fault> {
  return rewrite(folder, undefined, [{ name, letter, colour, [place.kind]: place.path }]);
}

/** Takes a desk off the file; the console's own one stays. Faults: `desks_unusable`; the file stays as it is then. */
export function removeFromDesksFile(folder: string, id: string): Result<readonly DeskEntry[], Fault> {
  return rewrite(folder, id, []);
}

/** Every badge is written as it is shown, so that no other desk's changes with it. */
function rewrite(
  folder: string,
  without: string | undefined,
  further: readonly object[],
): Result<readonly DeskEntry[], Fault> {
  const file = desksFileOf(folder);
  const before = existsSync(file) ? readRegularFile(file, 'desks_unusable') : ok('{"desks":[]}');
  if (!before.ok) return before;
  const known = parseDesks(folder, before.value);
  if (!known.ok) return known;
  const { desks: written } = fileSchema.parse(JSON.parse(before.value));
  // The own desk stands before those of the file where the file does not name it.
  const unwritten = known.value.length - written.length;
  const kept = known.value
    .map(({ id, name, letter, colour }, at) => ({
      id,
      entry: { ...(written[at - unwritten] ?? { name, folder: '.' }), letter, colour },
    }))
    .filter(({ id }) => id === ownDeskId || id !== without)
    .map(({ entry }) => entry);
  const text = JSON.stringify({ desks: [...kept, ...further] }, undefined, 2);
  const after = parseDesks(folder, text);
  if (!after.ok) return after;
  try {
    writeWholeFile(file, `${text}\n`);
  } catch (error) {
    return err(faultFrom('desks_unusable', error));
  }
  return after;
}

/** The desk of the console itself as it is called while nobody has named it. */
export function ownDesk(folder: string, colour: DeskColour = deskColours[0]): DeskEntry {
  return {
    id: ownDeskId,
    name: 'Own desk',
    letter: 'O',
    colour,
    place: { kind: 'folder', path: resolve(folder) },
  };
}

function desksFileOf(folder: string): string {
  return join(folder, 'desks.json');
}

function parseDesks(folder: string, text: string): Result<readonly DeskEntry[], Fault> {
  const file = desksFileOf(folder);
  const json = parseJson(text);
  if (!json.ok) return unusable(`${file}: ${jsonFaultText(text, json.error)}; ${expected}`);
  const parsed = fileSchema.safeParse(json.value);
  if (!parsed.success) {
    return unusable(`${file} can not be used: ${issuesText(parsed.error)}; ${expected}`);
  }
  const named = parsed.data.desks.map((entry, at) => entryOf(folder, entry, at));
  const own = ownDesk(folder, unusedColour(named));
  const desks = named.some(({ id }) => id === own.id) ? named : [own, ...named];
  const twice = whatIsTwice(desks);
  return twice === undefined ? ok(desks) : unusable(`${file}: ${twice}`);
}

/** Why the desks could be taken for each other; undefined where they can't. */
function whatIsTwice(desks: readonly DeskEntry[]): string | undefined {
  for (const [at, { id, name, letter, colour, place }] of desks.entries()) {
    const earlier = desks.slice(0, at);
    if (earlier.some((other) => other.id === id)) {
      return `two desks have the place ${place.path}; expected each once`;
    }
    if (earlier.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      return `two desks are called ${name}; expected a name of its own for each, and not by its capitals alone`;
    }
    const alike = earlier.find((other) => other.letter === letter && other.colour === colour);
    if (alike !== undefined) {
      return `${alike.name} and ${name} have the same badge, ${colour} ${letter}; expected another letter or colour`;
    }
  }
  return undefined;
}

function entryOf(
  folder: string,
  { name, letter, colour, folder: at, attach = '' }: z.infer<typeof entrySchema>,
  index: number,
): DeskEntry {
  const place = {
    kind: at === undefined ? 'attach' : 'folder',
    path: resolve(folder, at ?? attach),
  } as const;
  return {
    id: idOf(place, folder),
    name,
    letter: letter ?? deskLetterOf(name),
    // The first colour is the own desk's as long as no entry names it.
    colour: colour ?? deskColours[(index + 1) % deskColours.length] ?? 'slate',
    place,
  };
}

function unusedColour(desks: readonly DeskEntry[]): DeskColour {
  return deskColours.find((colour) => desks.every((desk) => desk.colour !== colour)) ?? deskColours[0];
}

/** Two ways to the same folder are one desk. */
function idOf({ kind, path: place }: DeskEntry['place'], ownFolder: string): string {
  const real = realPath(place);
  if (kind === 'folder' && real === realPath(resolve(ownFolder))) return ownDeskId;
  return createHash('sha256').update(`${kind}:${real}`).digest('hex').slice(0, 16);
}

function realPath(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    // Nothing is there yet: the desk says so in its window.
    return place;
  }
}

function unusable(message: string): Result<never, Fault> {
  return err({ code: 'desks_unusable', message });
}
