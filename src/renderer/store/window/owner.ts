/**
 * The owner of the views, columns, workspaces and settings that the window shows: the logged-in person, and until the
 * engine says who that is, the last person here. All of them are stored under that name, in the window's own storage.
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

/** Does the work for the present owner, and again for each later one. */
export function forEachOwner(work: (name: string) => void): void {
  work(ownerNow());
  useOwner.subscribe(({ name }) => {
    work(name);
  });
}
