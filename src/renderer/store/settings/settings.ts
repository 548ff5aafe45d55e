/**
 * The settings that an operator has chosen for the window, in their stored form: one text with a version. Every setting
 * is read by itself, so that a damaged one does not lose the others.
 */
import { z } from 'zod';
import { alertKinds } from '../../../main/domain/desk/alert.ts';
import { costMethods } from '../../../main/domain/trading/dayPosition.ts';
import { isTimeZone, localZone } from '../../format/timeZone.ts';
import { hotkeyIds, soundKeys } from '../../model/keys/hotkeys.ts';
import { presetsMax, ticketPresetSchema } from '../../model/orders/ticketPresets.ts';
import { reasonAbouts } from '../../model/usualReasons.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

export const alertSounds = ['off', 'low', 'high', 'triple'] as const;
const typeSizes = ['small', 'usual', 'large', 'largest'] as const;
const densities = ['dense', 'usual', 'roomy'] as const;

export type AlertSound = (typeof alertSounds)[number];

const sound = z.enum(alertSounds);
const zone = z.string().refine(isTimeZone, 'no known time zone');

const reason = z.string().min(1).max(500);
const reasonAbout = z.enum(reasonAbouts);
/** One for each digit key but 0. */
const reasonsMax = 9;

const fields = {
  theme: z.enum(['dark', 'light']),
  typeSize: z.enum(typeSizes),
  density: z.enum(densities),
  /** `swapped`: rising and buying have the colours of falling and selling. */
  upDown: z.enum(['usual', 'swapped']),
  /** Of the clock beside UTC. */
  clockZone: zone,
  /** Of the times in tables and texts. */
  tableZone: zone,
  hotkeys: z.partialRecord(z.enum(hotkeyIds), z.string().max(40)).transform(soundKeys),
  sounds: z.object({
    severities: z.object({ critical: sound, warning: sound, info: sound }),
    kinds: z.partialRecord(z.enum(alertKinds), sound),
  }),
  /** `desk`: by the method of the desk's configuration. */
  costMethod: z.enum(['desk', ...costMethods]),
  /** The reasons to choose from, by action; an action that is not named has the usual ones. */
  reasons: z.partialRecord(reasonAbout, z.array(reason).max(reasonsMax)),
  /** The reason that was given last, by action. */
  lastReasons: z.partialRecord(reasonAbout, reason),
  /** In the order of their keys. */
  ticketPresets: z.array(ticketPresetSchema).max(presetsMax),
  /** The tour was taken or closed: nobody is invited to it again. */
  tourTaken: z.boolean(),
};
const settingsSchema = z.object(fields);
export type Settings = Readonly<z.infer<typeof settingsSchema>>;
const names = namesOf(fields);

export const firstSettings: Settings = {
  theme: 'dark',
  typeSize: 'usual',
  density: 'usual',
  upDown: 'usual',
  clockZone: localZone,
  tableZone: 'UTC',
  hotkeys: {},
  sounds: { severities: { critical: 'triple', warning: 'low', info: 'off' }, kinds: {} },
  costMethod: 'desk',
  reasons: {},
  lastReasons: {},
  ticketPresets: [],
  tourTaken: false,
};

export const settingsVersion = 1;
const keptSchema = z.object({
  version: z.literal(settingsVersion),
  settings: z.record(z.string(), z.unknown()),
});

export interface ReadSettings {
  readonly settings: Settings;
  /** What could not be read. */
  readonly damaged: readonly string[];
}

export function keptText(settings: Settings): string {
  return JSON.stringify({ version: settingsVersion, settings });
}

/** Reads what `keptText` has written. What can't be read has its first value. */
export function readSettings(text: string): ReadSettings {
  const kept = keptSchema.safeParse(jsonOf(text));
  if (!kept.success) return { settings: firstSettings, damaged: ['all settings'] };
  const given = kept.data.settings;
  const damaged = names.filter((name) => name in given && !fields[name].safeParse(given[name]).success);
  const sound = Object.fromEntries(
    names.map((name) => [name, name in given && !damaged.includes(name) ? given[name] : firstSettings[name]]),
  );
  return { settings: settingsSchema.parse(sound), damaged };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
