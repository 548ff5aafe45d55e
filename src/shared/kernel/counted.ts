/** A number with its noun, for sentences: `1 order`, `2 orders`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
