/** The meaning of a colour. A colour never stands alone: a glyph, word or sign goes with it. */
export type Tone =
  | 'plain'
  | 'ok'
  | 'warn'
  | 'bad'
  | 'live'
  | 'wait'
  | 'off'
  | 'buy'
  | 'sell'
  | 'rise'
  | 'fall';
