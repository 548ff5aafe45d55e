/** The desk's configuration: its file as text, the settings in force, and what another text would change. */
import { z } from 'zod';

/** The longest text that a window may judge and write. Longer files are changed outside, and read again. */
export const configurationTextMax = 100_000;

/** A decimal is text. */
const configurationValue = z.union([z.string(), z.number(), z.boolean()]);

/** A setting by its path. `from` is absent for a new setting, `to` for a setting that is gone. */
export const configurationChangeSchema = z.object({
  path: z.string(),
  from: configurationValue.optional(),
  to: configurationValue.optional(),
});

export const configurationViewSchema = z.object({
  /** The path of the file. */
  file: z.string(),
  /** The file's text; absent where there is no file, or a longer one than a window takes. */
  text: z.string().optional(),
  /** Identifies this state of the file. */
  revision: z.string(),
  /** Why the file can't be changed from a window; absent where it can. */
  whyNotEditable: z.string().optional(),
  /** The settings in force, in the order of their paths. */
  settings: z.array(
    z.object({
      path: z.string(),
      value: configurationValue,
      /** `default`: the file does not set it. */
      from: z.enum(['file', 'default']),
    }),
  ),
});
export type ConfigurationView = z.infer<typeof configurationViewSchema>;

export const configurationCheckSchema = z.object({
  /** Every mistake, with the path of the value and what was expected; an empty path means the file as a whole. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  /** What would change; empty where there are mistakes. */
  changes: z.array(configurationChangeSchema),
  /** The paths that only a restart can change: with one of them nothing is put in force. */
  restart: z.array(z.string()),
});
export type ConfigurationCheck = z.infer<typeof configurationCheckSchema>;
