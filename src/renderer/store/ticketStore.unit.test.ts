import { expect, test } from 'vitest';
import { emptyForm } from '../model/orders/ticketForm.ts';
import { changeTicket, giveTicketTo, openReview, useTicket } from './ticketStore.ts';

const form = emptyForm(undefined);

test('what somebody has entered waits for that person, and nobody else sees it', () => {
  giveTicketTo('eva', form);
  changeTicket({ quantity: '77' });
  openReview();
  const { reviewing } = useTicket.getState();
  giveTicketTo('tom', form);
  expect(useTicket.getState()).toMatchObject({ form, reviewing: undefined });
  changeTicket({ quantity: '5' });
  giveTicketTo('eva', form);
  expect(useTicket.getState()).toMatchObject({ form: { quantity: '77' }, reviewing });
  giveTicketTo('tom', form);
  expect(useTicket.getState()).toMatchObject({ form: { quantity: '5' }, reviewing: undefined });
});
