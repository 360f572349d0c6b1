/** What a buyer can choose, and what each choice makes of the order. */
export interface PaymentMethod {
  id: string;
  name: string;
  about: string;
}

/** Of the payment sandbox. */
export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  { id: 'pm_ok', name: 'Works', about: 'Charged at once.' },
  { id: 'pm_declined', name: 'Declined', about: 'Stock is released, the order is cancelled.' },
  { id: 'pm_slow', name: 'Slow', about: 'The provider answers after 5 s.' },
  { id: 'pm_flaky', name: 'Flaky', about: 'Fails twice with 503, then works.' },
  {
    id: 'pm_lost_answer',
    name: 'Lost answer',
    about: 'Charged, but the answer never comes. The order looks it up.',
  },
  { id: 'pm_down', name: 'Down', about: 'Always 503. The order tries again, then gives up.' },
];

export const STYLES = [
  { key: 'orchestration', words: 'Central' },
  { key: 'choreography', words: 'Events' },
] as const;
export type Style = (typeof STYLES)[number]['key'];

const SERVED =
  'AT AU BE BR CA CH CN CZ DE DK ES FI FR GB GR HR HU IE IL IN IS IT JP KR LT LU LV MX NL NO NZ PL PT RO SE SG SI SK TR UA US ZA'.split(
    ' ',
  );
/** Shipments there are refused. */
export const REFUSED_COUNTRY = 'AQ';

const NAMES = new Intl.DisplayNames('en', { type: 'region' });

/** "Germany (DE)" */
export function countryName(code: string): string {
  return `${NAMES.of(code) ?? code} (${code})`;
}

/** Every destination that can be chosen, the refused one last. */
export const DESTINATIONS: readonly string[] = [
  ...SERVED.sort((a, b) => countryName(a).localeCompare(countryName(b))),
  REFUSED_COUNTRY,
];

const CHARGE: Readonly<Record<string, string>> = {
  pm_ok: 'payment charged',
  pm_slow: 'payment charged after 5 s',
  pm_flaky: 'payment charged at the third try',
  pm_lost_answer: 'payment charged with its answer lost, then looked up',
};
const FAILED: Readonly<Record<string, string>> = {
  pm_declined: 'payment declined',
  pm_down: 'payment tried and given up',
};

/** What becomes of the order: what is done, what is undone (if anything), and the end. */
export interface Expectation {
  done: string;
  undone?: string;
  end: 'confirmed' | 'cancelled';
}

export function expected(choice: { paymentMethod: string; country: string; enough: boolean }): Expectation {
  const { paymentMethod, country, enough } = choice;
  if (!enough) return { done: 'stock refused, there is not enough', end: 'cancelled' };
  const failure = FAILED[paymentMethod];
  if (failure) return { done: `stock reserved, ${failure}`, undone: 'released', end: 'cancelled' };
  const paid = `stock reserved, ${CHARGE[paymentMethod] ?? 'payment charged'}`;
  if (country === REFUSED_COUNTRY)
    return { done: `${paid}, shipment refused`, undone: 'refunded and released', end: 'cancelled' };
  return { done: `${paid}, shipment prepared`, end: 'confirmed' };
}
