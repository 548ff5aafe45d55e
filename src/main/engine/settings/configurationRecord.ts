/** The configuration as values by path, to compare two configurations and for the audit trail. */
import { fromUnits, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type {
  ConfigurationRecord,
  ConfigurationValue,
} from '../../domain/configuration/configurationChange.ts';
import { withoutCredentials } from '../../domain/configuration/withoutCredentials.ts';
import type { EngineConfiguration } from '../configuration.ts';

export function configurationRecord(configuration: EngineConfiguration): ConfigurationRecord {
  const { instruments, venues, routes, ...others } = configuration;
  // What a file leaves out is no setting.
  const { notSaid: _left, ...limits } = others.risk;
  const rest = { ...others, risk: limits };
  const record: Record<string, ConfigurationValue> = {};
  for (const { symbol, ...instrument } of instruments) flatten(`instruments.${symbol}`, instrument, record);
  for (const { venue, ...settings } of venues) flatten(`venues.${venue}`, settings, record);
  for (const { account, symbol, venue } of routes) {
    record[['routes', account, ...(symbol === undefined ? [] : [symbol])].join('.')] = venue;
  }
  flatten('', rest, record);
  return record;
}

/** A bigint in a configuration is always a decimal. */
function flatten(path: string, value: unknown, record: Record<string, ConfigurationValue>): void {
  if (value === undefined) return;
  const isPlain = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  if (typeof value === 'bigint') record[path] = formatDecimal(fromUnits(value));
  else if (isPlain) record[path] = value.join(', ');
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      flatten(path === '' ? key : `${path}.${key}`, part, record);
    }
  } else if (typeof value === 'string') record[path] = withoutCredentials(value);
  else if (typeof value === 'number' || typeof value === 'boolean') record[path] = value;
}
