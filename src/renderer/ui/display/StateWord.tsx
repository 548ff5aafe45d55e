/** Shows a state as a glyph and a word. */
import { Glyph, type GlyphShape } from './Glyph.tsx';
import type { Tone } from './tone.ts';

interface Properties {
  readonly glyph: GlyphShape;
  readonly tone: Tone;
  readonly children: React.ReactNode;
}

export function StateWord({ glyph, tone, children }: Properties) {
  return (
    <span className={`state-word tone-${tone}`}>
      <Glyph shape={glyph} />
      {children}
    </span>
  );
}
