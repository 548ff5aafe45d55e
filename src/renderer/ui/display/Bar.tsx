/** Shows a share as a bar. The number stands beside it, so screen readers skip the bar. */
import type { Tone } from './tone.ts';

export function Bar({ share, tone = 'live' }: { readonly share: number; readonly tone?: Tone }) {
  const percent = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * 100;
  return (
    <span className={`bar fill-${tone}`} aria-hidden="true">
      <b style={{ width: `${percent}%` }} />
    </span>
  );
}
