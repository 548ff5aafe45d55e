/**
 * A strategy that sends its signals over WebSocket: it buys where the average of the last 5 closes rises above that of
 * the last 20, and sells where it falls below. Needs Node 24 and nothing else.
 *
 *     node examples/smaCross.ts ADDRESS TOKEN_FILE PRICES.csv [DAYS]
 *
 * ADDRESS and TOKEN_FILE are `intake` and `intakeToken` of the `ready` line of `desk run --intake-port 8470`. Prints each
 * answer, and how many there were of each kind.
 */
import { readFileSync } from 'node:fs';

interface Signal {
  readonly id: string;
  readonly [field: string]: string;
}

interface Answer {
  readonly type: 'acknowledged' | 'refused';
  readonly signalId?: string;
  /** Where the answer is on record; absent: the desk could not take the signal, and it may be sent again. */
  readonly position?: number;
  readonly duplicate?: true;
}

const [address = '', tokenFile = '', pricesFile = '', days = '250'] = process.argv.slice(2);
const retryMs = 500;

/** The signals that the prices give. Their ids are the days, so a second run of this program makes no second order. */
function signalsOf(csv: string, daysMax: number): Signal[] {
  const [header = '', ...rows] = csv.trim().split('\n');
  const [date, close] = ['date', 'close'].map((name) => header.split(',').indexOf(name));
  const bars = rows.slice(0, daysMax).map((row) => row.split(','));
  const closes = bars.map((bar) => Number(bar[close ?? 0]));
  const average = (end: number, count: number): number =>
    closes.slice(end - count, end).reduce((sum, value) => sum + value, 0) / count;
  const isAbove = (end: number): boolean => average(end, 5) > average(end, 20);
  return bars.flatMap((bar, index) => {
    const day = bar[date ?? 0] ?? '';
    const isCrossed = index >= 20 && isAbove(index + 1) !== isAbove(index);
    if (!isCrossed) return [];
    const side = isAbove(index + 1) ? 'buy' : 'sell';
    return [
      {
        id: `sma-5-20/${day}`,
        source: 'examples/smaCross.ts',
        strategy: 'sma-5-20',
        account: 'main',
        symbol: 'SPX',
        side,
        quantity: '10',
        orderType: 'market',
        timeInForce: 'DAY',
        confidence: '0.8',
        createdAt: `${day}T21:00:00Z`,
      },
    ];
  });
}

/** What has no answer on record yet, in its order. */
const open = new Map(
  signalsOf(readFileSync(pricesFile, 'utf8'), Number(days)).map((signal) => [signal.id, signal] as const),
);
const counts = { acknowledged: 0, refused: 0, duplicates: 0 };

/** Connects, sends all that is open, and does so again when the connection is lost: the desk knows each id. */
function connect(): void {
  if (open.size === 0) return done();
  const authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
  const socket = new WebSocket(address.replace(/^http/, 'ws'), { headers: { authorization } });
  socket.addEventListener('open', () => {
    for (const signal of open.values()) socket.send(JSON.stringify(signal));
  });
  socket.addEventListener('message', ({ data }) => {
    hear(JSON.parse(String(data)) as Answer);
    if (open.size === 0) socket.close();
  });
  // A failed connection closes too, so this is the one place from where it goes on.
  socket.addEventListener('close', () => void setTimeout(connect, open.size === 0 ? 0 : retryMs));
  socket.addEventListener('error', () => undefined);
}

function hear(answer: Answer): void {
  console.log(JSON.stringify(answer));
  // Not on record: it stays open, and is sent again with the next connection.
  if (answer.position === undefined || answer.signalId === undefined) return;
  if (!open.delete(answer.signalId)) return;
  counts[answer.type]++;
  if (answer.duplicate === true) counts.duplicates++;
}

function done(): void {
  console.log(JSON.stringify({ type: 'done', ...counts }));
}

connect();
