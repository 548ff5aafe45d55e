import { orderViewStoreContract } from '../../engine/readmodel/testing/orderViewStoreContract.ts';
import { memoryOrderViewStore } from './memoryOrderViewStore.ts';

orderViewStoreContract('memory', () => ({ open: memoryOrderViewStore, dispose: () => undefined }));
