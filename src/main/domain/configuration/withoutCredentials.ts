/** Removes user, password, query and fragment from an address, because records and logs stay readable for ever. */
const address = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^?#]*)([?#].*)?$/i;

/** Any other text stays as it is. */
export function withoutCredentials(text: string): string {
  return text.replace(address, '$1$2');
}
