/** Remembers the window's place and size. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord } from '../../../shared/kernel/records.ts';
import { clampedTo } from './clampedTo.ts';
import { screen, type BrowserWindow, type Rectangle } from 'electron';

export interface WindowState extends Rectangle {
  readonly maximized: boolean;
}

/** Undefined when nothing readable is remembered. The bounds lie on a display that exists. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    const state = parseWindowState(JSON.parse(readFileSync(file, 'utf8')));
    if (state === undefined) return undefined;
    return { ...state, ...onADisplay(state) };
  } catch {
    // This is the first start, or the file is damaged: the window opens at its default place.
    return undefined;
  }
}

/** The place, moved and made smaller as far as needed to lie on the display that it fits best. */
export function onADisplay(place: Rectangle): Rectangle {
  return clampedTo(place, screen.getDisplayMatching(place).workArea);
}

/** Writes the window's place whenever the window is about to close. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => writeWindowState(window, file));
}

export function writeWindowState(window: BrowserWindow, file: string): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(state));
  } catch (error) {
    console.error(`The window's place could not be written to ${file}.`, error);
  }
}

function parseWindowState(value: unknown): WindowState | undefined {
  if (!isRecord(value)) return undefined;
  const { x, y, width, height, maximized } = value;
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height)) return undefined;
  return width < 1 || height < 1 ? undefined : { x, y, width, height, maximized: maximized === true };
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
