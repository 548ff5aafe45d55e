/** The dialogs about the current workspace, for the menu and the palette. */
export const workspaceDialogs = [
  { dialog: 'save', label: () => 'Save the workspace as…' },
  { dialog: 'rename', label: (name: string) => `Rename ${name}…` },
  { dialog: 'delete', label: (name: string) => `Delete ${name}…` },
] as const;
