/** The system's key store as Electron reaches it: the Keychain, DPAPI, or on Linux a keyring or wallet. */
import { safeStorage } from 'electron';
import type { Cipher } from './venuePasswords.ts';

/** Without a keyring, Electron would encrypt with a key that is written in its source. */
const withoutKeyring: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

// oxlint-disable typescript/no-deprecated -- the ways that wait are not in every Electron that the console runs on
/** Call it once the app is ready. */
export const systemCipher: Cipher = {
  whyUnusable: () => {
    const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : undefined;
    if (backend !== undefined && withoutKeyring.has(backend)) return `there is no keyring (${backend})`;
    return safeStorage.isEncryptionAvailable() ? undefined : 'it does not encrypt';
  },
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};
