import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLock, missingOptionalPackages, platformOf, unprovenPackages } from './lock.mjs';

const lockText = readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8');

describe('platformOf', () => {
  it.each([
    ['@a/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@a/binding-linux-arm64-gnu', { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] }],
    ['@a/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
    ['@a/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@a/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
  ])('reads the system from %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});

describe('completeLock', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { '@tool/linux-x64': '2.0.0', '@tool/win32-x64': '2.0.0' },
      },
      'node_modules/@tool/linux-x64': { version: '2.0.0', dev: true, optional: true },
    },
  };

  it('adds an entry for each optional package that the registry did not have', () => {
    expect(completeLock(lock).packages['node_modules/@tool/win32-x64']).toEqual({
      version: '2.0.0',
      dev: true,
      optional: true,
      cpu: ['x64'],
      os: ['win32'],
    });
  });

  it('leaves nothing missing, and changes nothing the second time', () => {
    const complete = completeLock(lock);
    expect(missingOptionalPackages(lock)).toHaveLength(1);
    expect(missingOptionalPackages(complete)).toEqual([]);
    expect(completeLock(complete)).toEqual(complete);
  });
});

describe('unprovenPackages', () => {
  it('names what has no integrity, or a weak one', () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/proven': { version: '1.0.0', integrity: 'sha512-abc' },
      'node_modules/weak': { version: '2.0.0', integrity: 'sha1-abc' },
      'node_modules/proven/node_modules/@a/bare': { version: '3.0.0' },
    };
    expect(unprovenPackages({ packages }).map(({ spec }) => spec)).toEqual(['weak@2.0.0', '@a/bare@3.0.0']);
  });
});

describe('the lock file of this repository', () => {
  it('is complete (else: npm run lock)', () => {
    expect(missingOptionalPackages(JSON.parse(lockText))).toEqual([]);
  });

  it('proves the content of every package (else: npm run lock)', () => {
    expect(unprovenPackages(JSON.parse(lockText))).toEqual([]);
  });

  it('names no registry', () => {
    expect(lockText).not.toContain('"resolved"');
  });
});
