import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from './dataFolder.ts';

const home = '/home/ada';

describe('dataFolder', () => {
  it('is below the home folder when nothing else is said', () => {
    expect(dataFolder({ environment: {}, home })).toEqual({
      ok: true,
      value: '/home/ada/.local/share/breakwater',
    });
  });

  it('honours XDG_DATA_HOME, but not a relative one', () => {
    expect(dataFolder({ environment: { XDG_DATA_HOME: '/var/data' }, home })).toEqual({
      ok: true,
      value: '/var/data/breakwater',
    });
    expect(dataFolder({ environment: { XDG_DATA_HOME: 'data' }, home })).toEqual({
      ok: true,
      value: '/home/ada/.local/share/breakwater',
    });
  });

  it('prefers BREAKWATER_DATA, and the argument over everything', () => {
    const environment = { BREAKWATER_DATA: '/desk', XDG_DATA_HOME: '/var/data' };
    expect(dataFolder({ environment, home })).toEqual({ ok: true, value: '/desk' });
    expect(dataFolder({ argument: '/other', environment, home })).toEqual({ ok: true, value: '/other' });
  });

  it('makes a relative argument absolute', () => {
    expect(dataFolder({ argument: 'here', environment: {}, home })).toEqual({
      ok: true,
      value: resolve('here'),
    });
  });

  it('takes an empty argument or variable as not given', () => {
    expect(dataFolder({ argument: '', environment: { BREAKWATER_DATA: '' }, home })).toEqual({
      ok: true,
      value: '/home/ada/.local/share/breakwater',
    });
  });

  it.each(['', 'home/ada', '.'])('is not found from the home "%s": a sentence names --data', (bad) => {
    const found = dataFolder({ environment: { XDG_DATA_HOME: 'data' }, home: bad });
    expect(found).toMatchObject({ ok: false, error: { code: 'data_folder_unknown' } });
    expect(found.ok ? '' : found.error.message).toMatch(/^There is no place to keep data: .+ --data DIR$/);
    const environment = { XDG_DATA_HOME: '/var/data' };
    expect(dataFolder({ environment, home: bad })).toEqual({ ok: true, value: '/var/data/breakwater' });
  });
});
