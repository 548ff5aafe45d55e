const bars = '▁▂▃▄▅▆▇█';

/** The values as bars from nothing to the largest one. More values than `widthMax` share a bar, which is their mean. */
export function sparkline(values: readonly number[], widthMax = 60): string {
  const width = Math.min(widthMax, values.length);
  const largest = Math.max(...values, Number.MIN_VALUE);
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const share = values.slice(from, Math.floor(((column + 1) * values.length) / width));
    const height = share.reduce((sum, value) => sum + value, 0) / share.length / largest;
    return bars[Math.min(bars.length - 1, Math.floor(Math.max(0, height) * bars.length))] ?? '';
  }).join('');
}
