/** The colours of a desk's badge: none of them means a side, a state or an environment. */
export const deskColours = ['violet', 'teal', 'magenta', 'lime', 'brown', 'slate'] as const;
export type DeskColour = (typeof deskColours)[number];

/** Characters of a desk's name. */
export const deskNameLengthMax = 24;
