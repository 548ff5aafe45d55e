/** What a colour says. Never alone: a glyph, word or sign goes with it. */
export type Tone = 'plain' | 'ok' | 'warn' | 'bad' | 'live' | 'wait' | 'off' | 'buy' | 'sell';
