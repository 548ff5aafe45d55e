import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { noAuditFilter } from '../../model/events/auditFilter.ts';
import { noFilter } from '../../model/orders/orderFilter.ts';
import { noSignalsFilter } from '../../model/signals/signalFilter.ts';
import {
  changeAuditFilter,
  changeFilter,
  changeSignalsFilter,
  openDeskDialog,
  openOrder,
  openPalette,
  showColumnsOf,
  useUi,
} from './uiStore.ts';

test('whoever sits down finds nothing that another person has typed, chosen or opened', () => {
  const before = useUi.getState();
  changeFilter({ text: 'a710', side: 'sell' });
  changeAuditFilter({ text: 'cancel' });
  changeSignalsFilter({ text: 'sig-1' });
  openOrder(ids.order('a710ae5a'));
  openDeskDialog('trading', 'account:main');
  openPalette('kill');
  showColumnsOf('tom');
  expect(useUi.getState()).toMatchObject({
    filter: noFilter,
    auditFilter: noAuditFilter,
    signalsFilter: noSignalsFilter,
    selection: before.selection,
    openOrder: undefined,
    deskDialog: undefined,
    paletteOpen: false,
    paletteText: '',
  });
});
