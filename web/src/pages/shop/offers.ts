/** What the sandbox sells at which price: the inventory knows what there is, not what it costs. */
import type { IconName } from '../../components/sprite.tsx';

interface Offer {
  /** In euros. */
  price: number;
  icon: IconName;
}

const OFFERS: Readonly<Record<string, Offer>> = {
  '11111111-1111-1111-1111-111111111111': { price: 999.99, icon: 'laptop' },
  '22222222-2222-2222-2222-222222222222': { price: 699, icon: 'phone' },
  '33333333-3333-3333-3333-333333333333': { price: 129, icon: 'headset' },
  '44444444-4444-4444-4444-444444444444': { price: 84.5, icon: 'keyboard' },
  '55555555-5555-5555-5555-555555555555': { price: 312, icon: 'monitor' },
  '66666666-6666-6666-6666-666666666666': { price: 2_499, icon: 'camera' },
};
/** Of products that came later. */
const OTHER: Offer = { price: 19.9, icon: 'shop' };

export function offerOf(productId: string): Offer {
  return OFFERS[productId] ?? OTHER;
}
