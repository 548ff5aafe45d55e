/** Small shapes that show a state beside its word. They are drawn, so that no font needs to have them. */
export type GlyphShape =
  | 'dot'
  | 'ring'
  | 'half'
  | 'dashed'
  | 'cross'
  | 'ban'
  | 'question'
  | 'clock'
  | 'up'
  | 'down'
  | 'warning'
  | 'check'
  | 'square';

export function Glyph({ shape }: { readonly shape: GlyphShape }) {
  return (
    <svg className="glyph" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {paths[shape]}
    </svg>
  );
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round' } as const;

const paths: Readonly<Record<GlyphShape, React.ReactNode>> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.7" {...line} />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.7" {...line} />
      <path d="M6 2.3a3.7 3.7 0 0 0 0 7.4z" fill="currentColor" />
    </>
  ),
  dashed: <circle cx="6" cy="6" r="3.9" {...line} strokeDasharray="1.6 2.5" />,
  cross: <path d="M3 3l6 6M9 3l-6 6" {...line} />,
  ban: (
    <>
      <circle cx="6" cy="6" r="4" {...line} />
      <path d="M3.4 8.6l5.2-5.2" {...line} />
    </>
  ),
  question: (
    <>
      <path d="M3.7 4.2C3.9 2.8 4.9 2 6.1 2c1.3 0 2.3.8 2.3 2 0 1.6-2.3 1.7-2.3 3.2" {...line} />
      <circle cx="6.1" cy="9.8" r="1" fill="currentColor" />
    </>
  ),
  clock: (
    <>
      <circle cx="6" cy="6" r="4" {...line} />
      <path d="M6 3.800V6l1.6 1" {...line} />
    </>
  ),
  up: <path d="M6 2l4.3 8H1.7z" fill="currentColor" />,
  down: <path d="M6 10L1.7 2h8.6z" fill="currentColor" />,
  warning: (
    <>
      <path d="M6 1.800l4.7 8.400H1.300z" {...line} strokeLinejoin="round" />
      <path d="M6 5v2.200M6 8.900v.1" {...line} strokeWidth={1.3} />
    </>
  ),
  check: <path d="M2.5 6.500l2.5 2.5 4.5-5.5" {...line} />,
  square: <rect x="2.5" y="2.5" width="7" height="7" rx="1" fill="currentColor" />,
};
