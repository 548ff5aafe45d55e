import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './loadConfiguration.ts';

const loaded = (store: unknown) => parseConfiguration(JSON.stringify({ store }), '/desk');

function settings(store: unknown) {
  const read = loaded(store);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return read.value.store;
}

function problems(store: unknown): string[] {
  const read = loaded(store);
  return read.ok ? [] : read.error.map(({ path, message }) => `${path}: ${message}`);
}

const url = 'postgresql://desk@127.0.0.1:5433/breakwater';

describe('the store of a desk', () => {
  it('is the data folder where nothing else is said', () => {
    expect(settings(undefined)).toEqual({ kind: 'sqlite' });
    expect(settings({ kind: 'sqlite' })).toEqual({ kind: 'sqlite' });
  });

  it('is a database of PostgreSQL by its address; files are found from the configuration', () => {
    const here = { host: '127.0.0.1', port: 5433, user: 'desk', database: 'breakwater' };
    expect(settings({ kind: 'postgres', url, passwordFile: 'db.password' })).toEqual({
      kind: 'postgres',
      postgres: { ...here, passwordFile: '/desk/db.password' },
    });
    const tls = { caFile: 'ca.pem', serverName: 'db' };
    expect(settings({ kind: 'postgres', url: 'postgres://d%20k@db.example/b', tls })).toEqual({
      kind: 'postgres',
      postgres: {
        host: 'db.example',
        port: 5432,
        user: 'd k',
        database: 'b',
        tls: { caFile: '/desk/ca.pem', serverName: 'db' },
      },
    });
    expect(settings({ kind: 'postgres', url: 'postgresql://desk@%2Frun%2Fpostgresql/b' })).toMatchObject({
      postgres: { host: '/run/postgresql' },
    });
    expect(settings({ kind: 'postgres', url: 'postgresql://desk@[::1]/b' })).toMatchObject({
      postgres: { host: '::1' },
    });
  });

  it.each([
    'desk@127.0.0.1/b',
    'http://desk@127.0.0.1/b',
    'postgresql://127.0.0.1/b',
    'postgresql://desk@127.0.0.1',
    'postgresql://desk@127.0.0.1/b?sslmode=disable',
    'postgresql://desk@127.0.0.1/%ff',
    'postgresql://desk@127.0.0.1/break%0Awater',
    'postgresql://de%00sk@127.0.0.1/b',
    'postgresql://desk@127.0.0.1:0/b',
    undefined,
    7,
  ])('refuses the address %s, and says what was expected', (wrong) => {
    const [problem] = problems({ kind: 'postgres', url: wrong });
    expect(problem).toMatch(/^store\.url: expected postgresql:\/\/USER@HOST:PORT\/DATABASE/);
  });

  it('never repeats a password, wherever it stands', () => {
    const inAddress = problems({ kind: 'postgres', url: 'postgresql://desk:hunter2@127.0.0.1/b' });
    const beside = problems({ kind: 'postgres', url, password: 'hunter2' });
    const misspelt = problems({ kind: 'postgres', url: 'postgresq://desk:hunter2@127.0.0.1/b' });
    for (const [problem] of [inAddress, beside]) expect(problem).toContain('expected passwordFile');
    expect([inAddress, beside, misspelt].flat().join()).not.toContain('hunter2');
  });

  it('makes an engine a standby where it says so, and only on PostgreSQL', () => {
    expect(settings({ kind: 'postgres', url, standby: true })).toMatchObject({ standby: true });
    expect(problems({ kind: 'sqlite', standby: true })).toEqual([
      expect.stringMatching(/^store\.standby: expected only/),
    ]);
  });

  it('wants TLS to another machine, and nothing of PostgreSQL where SQLite is meant', () => {
    expect(problems({ kind: 'postgres', url: 'postgresql://desk@db.example/b' })).toEqual([
      'store.tls: expected {} or its settings: the events go to another machine, and so does the password',
    ]);
    expect(problems({ kind: 'sqlite', url })).toEqual([
      'store.url: expected only in a store of kind "postgres"',
    ]);
    expect(problems({ kind: 'oracle' })).toEqual(['store.kind: expected "sqlite" or "postgres"']);
    expect(problems({ kind: 'sqlite', dsn: url })[0]).toContain(
      'store.dsn: unknown key; expected one of kind, url',
    );
  });
});
