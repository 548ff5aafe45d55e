import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from './dataFolder.ts';

const home = '/home/ada';

describe('dataFolder', () => {
  it('is below the home folder when nothing else is said', () => {
    expect(dataFolder({ environment: {}, home })).toBe('/home/ada/.local/share/breakwater');
  });

  it('honours XDG_DATA_HOME, but not a relative one', () => {
    expect(dataFolder({ environment: { XDG_DATA_HOME: '/var/data' }, home })).toBe('/var/data/breakwater');
    expect(dataFolder({ environment: { XDG_DATA_HOME: 'data' }, home })).toBe(
      '/home/ada/.local/share/breakwater',
    );
  });

  it('prefers BREAKWATER_DATA, and the argument over everything', () => {
    const environment = { BREAKWATER_DATA: '/desk', XDG_DATA_HOME: '/var/data' };
    expect(dataFolder({ environment, home })).toBe('/desk');
    expect(dataFolder({ argument: '/other', environment, home })).toBe('/other');
  });

  it('makes a relative argument absolute', () => {
    expect(dataFolder({ argument: 'here', environment: {}, home })).toBe(resolve('here'));
  });

  it('takes an empty argument or variable as not given', () => {
    expect(dataFolder({ argument: '', environment: { BREAKWATER_DATA: '' }, home })).toBe(
      '/home/ada/.local/share/breakwater',
    );
  });
});
