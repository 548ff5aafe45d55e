/**
 * Whose views, columns, workspaces and settings the window shows: those of whoever is logged in, and until the engine
 * says who that is, of whoever was here last. All of them are kept under that name, in the window's own storage.
 */
import { z } from 'zod';
import { create } from 'zustand';
import { readSetting, writeSetting } from './persisted.ts';

const setting = 'owner';

const useOwner = create<{ readonly name: string }>(() => ({ name: readSetting(setting, z.string(), '') }));

export function ownerNow(): string {
  return useOwner.getState().name;
}

export function becomeOwner(name: string): void {
  if (name === ownerNow()) return;
  writeSetting(setting, name);
  useOwner.setState({ name });
}

/** Does the work for the owner of now, and again for each other one. */
export function forEachOwner(work: (name: string) => void): void {
  work(ownerNow());
  useOwner.subscribe(({ name }) => {
    work(name);
  });
}
