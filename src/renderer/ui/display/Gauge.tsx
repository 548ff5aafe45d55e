/** A named level: word, bar and numbers. */
import { Bar } from './Bar.tsx';
import type { Tone } from './tone.ts';

interface Properties {
  readonly label: string;
  readonly share: number;
  readonly text: string;
  readonly tone?: Tone;
  readonly title?: string;
}

export function Gauge({ label, share, text, tone = 'live', title }: Properties) {
  return (
    <div className="gauge" {...(title !== undefined && { title })}>
      <span>{label}</span>
      <Bar share={share} tone={tone} />
      <span className={`n tone-${tone === 'live' ? 'plain' : tone}`}>{text}</span>
    </div>
  );
}
