/** Says what happens to working orders at a venue when the connection ends. */
export function disconnectWords({ cancelOnDisconnect }: { readonly cancelOnDisconnect: boolean }): string {
  return cancelOnDisconnect ? 'cancels on disconnect' : 'no cancel on disconnect';
}
