/** A vault that keeps passwords as they are, for tests. */
import { ok } from '../../../../shared/kernel/result.ts';
import type { PasswordVault } from '../../ports.ts';

export interface MemoryVault extends PasswordVault {
  /** By fingerprint. */
  readonly passwords: Map<string, string>;
}

export function memoryVault(): MemoryVault {
  const passwords = new Map<string, string>();
  let next = 1;
  return {
    passwords,
    keep(password) {
      const fingerprint = `fingerprint-${next++}`;
      passwords.set(fingerprint, password);
      return Promise.resolve(ok(fingerprint));
    },
    compare(password, fingerprint) {
      if (fingerprint === undefined) return Promise.resolve('other');
      const kept = passwords.get(fingerprint);
      if (kept === undefined) return Promise.resolve('lost');
      return Promise.resolve(kept === password ? 'same' : 'other');
    },
    retain(fingerprints) {
      for (const one of passwords.keys()) if (!fingerprints.includes(one)) passwords.delete(one);
      return Promise.resolve();
    },
    newToken: () => `token-${next++}`,
  };
}
