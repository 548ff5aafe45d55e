/** The `orderList` topic: all orders of a view, in its order, as they are when the window asks. The list stays as it is. */
import type { TopicSnapshot } from '../../../../shared/contract/streams.ts';
import type { Scheduler } from '../../../engine/ports.ts';
import type { AsOf } from '../../../engine/queries/orderReader.ts';
import type { OrderQueryService } from '../../../engine/queries/orderQueryService.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import { FeedQuestion } from '../feedQuestion.ts';
import type { FeedFactory, Framed, TopicFeed } from '../topicFeed.ts';

type Source = Pick<OrderQueryService, 'getOrderPositions'>;
type Answer = AsOf & { readonly positions: Float64Array<ArrayBuffer> };

export function orderListFeeds(queries: Source, scheduler: Scheduler): FeedFactory<'orderList'> {
  return (parameters, changed) => {
    const list = orderQueryOf(parameters);
    const question = new FeedQuestion<Answer>(scheduler, changed);
    return {
      snapshot(): Framed | undefined {
        const answer = question.take();
        if (answer === undefined) {
          question.ask(() => queries.getOrderPositions(list));
          return undefined;
        }
        const data: TopicSnapshot<'orderList'> = { positions: answer.positions };
        return { position: answer.position, data };
      },
      delta: () => undefined,
      pause: () => question.drop(),
      close: () => question.drop(),
    } satisfies TopicFeed;
  };
}
