import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testFolder } from '../sqlite/testing/testFolder.ts';
import { TestAuthority } from './testing/authority.ts';
import { readWithdrawn } from './withdrawnList.ts';

const nowMs = Date.UTC(2026, 0, 1);

describe('a list of withdrawn certificates', () => {
  let authority: TestAuthority;
  let [good, gone, authorities] = ['', '', ''];
  let [folder, path] = ['', ''];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'breakwater-authority-'));
    authority = new TestAuthority(folder);
    good = authority.peer('good').certificate;
    gone = authority.peer('gone').certificate;
    authorities = readFileSync(join(folder, 'authority.pem'), 'utf8');
    path = join(folder, 'crl.pem');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (text: string) => {
    writeFileSync(path, text);
    return readWithdrawn(path, authorities, nowMs);
  };
  const raw = (file: string): Buffer => new X509Certificate(readFileSync(file)).raw;

  test('has the certificates that its authority has withdrawn, and no other', () => {
    const list = read(authority.list([gone]));
    if (!list.ok) throw new Error(list.error.message);
    expect([list.value.has(raw(gone)), list.value.has(raw(good))]).toEqual([true, false]);
    const none = read(authority.list([]));
    expect(none.ok && none.value.has(raw(gone))).toBe(false);
  });

  test('holds nothing against a certificate of another authority with the same number', () => {
    const other = new TestAuthority(testFolder(), 'Another authority');
    const twin = other.peer('twin').certificate;
    const list = read(`${authority.list([gone])}${other.list([twin])}`);
    expect(list.ok && list.value.has(raw(twin))).toBe(true);
    const without = read(authority.list([twin]));
    expect(without.ok && without.value.has(raw(twin))).toBe(false);
  });

  test('that can not be used is refused in words that name the file', () => {
    const whole = authority.list([gone]);
    const message = (text: string): string => {
      const list = read(text);
      return list.ok ? 'taken' : list.error.message;
    };
    expect(message('nothing')).toBe(`${path} is no list of withdrawn certificates; expected PEM (X509 CRL)`);
    const body = whole.split('\n');
    const cut = [body[0], ...body.slice(1, 3), '-----END X509 CRL-----'].join('\n');
    expect(message(cut)).toBe(`${path} is no list of withdrawn certificates: it is cut off`);
    expect(message(authority.list([], '250601000000Z'))).toBe(
      `${path} has expired (2025-06-01T00:00:00.000Z): have the authority make a new list`,
    );
    expect(message(new TestAuthority(testFolder(), 'Another authority').list([]))).toBe(
      `${path} has no list of the authority CN=Desk authority`,
    );
  });
});
