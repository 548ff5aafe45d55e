/** Reads an option that is a whole number. Any other text ends the process with 2, wrong usage. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  process.stderr.write(`${option} must be a whole number from ${min} to ${max}, not ${text}\n`);
  return process.exit(2);
}
