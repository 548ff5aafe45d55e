/** Keeps the settings about other programs in a file beside that of the window's place. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  firstProgramSettings,
  programSettingsSchema,
  type ProgramSettings,
} from '../../../shared/contract/programs.ts';
import { writeWholeFile } from '../../infra/paths/wholeFile.ts';

interface ReadProgramSettings {
  readonly settings: ProgramSettings;
  readonly fault: string | undefined;
}

/** Settings that can't be read are off, so that no connection is made by accident. */
export function readProgramSettings(file: string): ReadProgramSettings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isFirst = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { settings: firstProgramSettings, fault: isFirst ? undefined : unreadable(file) };
  }
  const settings = programSettingsSchema.safeParse(jsonOf(text));
  return settings.success
    ? { settings: settings.data, fault: undefined }
    : { settings: firstProgramSettings, fault: unreadable(file) };
}

/** Returns why the settings could not be kept; undefined when they were. */
export function keepProgramSettings(file: string, settings: ProgramSettings): string | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWholeFile(file, JSON.stringify(settings));
    return undefined;
  } catch (error) {
    console.error(`The settings about other programs could not be written to ${file}.`, error);
    return `The settings count until the console closes: they could not be written to ${file}`;
  }
}

function unreadable(file: string): string {
  return `${file} can not be read, so other programs are switched off: set it again here`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
