/**
 * Gives the engine the prices of the configured price file, at the start and whenever the file changes. A file that
 * can't be used changes nothing: the prices before stay, and grow older.
 */
import { alertIdOf } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { Alerts } from '../../engine/alerts/alertBook.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Clock, Logger } from '../../engine/ports.ts';
import { readRegularFile } from '../../infra/paths/regularFile.ts';
import { watchPath } from '../../infra/paths/watchedPath.ts';
import { parsePriceFile } from '../../infra/prices/priceFile.ts';

export interface PriceFileOptions {
  readonly engine: Pick<Engine, 'configuration' | 'markets'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Undefined before the engine has read its alerts. */
  readonly alerts: () => Pick<Alerts, 'raise' | 'open' | 'end'> | undefined;
}

export class PriceFileFeed {
  private readonly options: PriceFileOptions;
  private file: string | undefined;
  private unwatch: () => void = () => undefined;

  constructor(options: PriceFileOptions) {
    this.options = options;
  }

  /** Follows the file of the configuration in force. */
  apply(): void {
    const { configuration, markets } = this.options.engine;
    const { priceFile } = configuration;
    if (priceFile === this.file) return;
    this.close();
    this.file = priceFile;
    markets.takeFile(new Map());
    if (priceFile === undefined) return;
    this.unwatch = watchPath(priceFile, () => this.look());
    this.look();
  }

  close(): void {
    this.unwatch();
    this.unwatch = () => undefined;
    this.file = undefined;
  }

  /** Reads the file as it is now. */
  look(): void {
    const { engine, clock, logger } = this.options;
    const { file } = this;
    if (file === undefined) return;
    const now = clock.now();
    const text = readRegularFile(file, 'price_file_unreadable');
    const prices = text.ok ? parsePriceFile(text.value, engine.configuration.instruments, now) : text;
    if (prices.ok && prices.value.size > 0) {
      engine.markets.takeFile(prices.value);
      this.endAlerts('the price file is used again');
      return;
    }
    if (prices.ok) {
      this.refuse('it has no price of an instrument of this desk');
      return;
    }
    const { code, message } = prices.error;
    logger.log('warn', 'the price file is not used', { file, code, message });
    // Somebody who is still writing ends the line soon, and then the file is read again.
    if (code === 'price_file_incomplete' && text.ok && text.value !== '') return;
    this.refuse(message);
  }

  /** Raises one alert, which says what is wrong with the file now. */
  private refuse(why: string): void {
    const message = `the price file ${this.file} is not used: ${why}`;
    this.endAlerts('something else is wrong with the price file', message);
    const alerts = this.options.alerts();
    const isTold = alerts
      ?.open()
      .some(({ kind, message: told }) => kind === 'price_file_refused' && told === message);
    if (alerts === undefined || isTold === true) return;
    void alerts.raise({
      alertId: alertIdOf(`price_file_refused:${formatMicros(this.options.clock.now())}`),
      kind: 'price_file_refused',
      holdsOrders: false,
      message,
      advice:
        'Mend the file; it is read again when it changes. The prices that it gave before stay, and grow older.',
    });
  }

  private endAlerts(how: string, but?: string): void {
    const concerns = ({ kind, message }: Alert): boolean => kind === 'price_file_refused' && message !== but;
    void this.options.alerts()?.end(concerns, how);
  }
}
