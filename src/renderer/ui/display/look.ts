/** How a state looks: a word with a glyph and a tone. Colour alone never says anything. */
import type { GlyphShape } from './Glyph.tsx';
import type { Tone } from './tone.ts';

export interface Look {
  readonly word: string;
  readonly glyph: GlyphShape;
  readonly tone: Tone;
}

export interface SayingLook extends Look {
  /** Says what the state means. */
  readonly says: string;
}
