const WHOLE = new Intl.NumberFormat('en');
const MONEY = new Map<string, Intl.NumberFormat>();

/** "128,402" */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** "12 orders", "1 order" */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** "€999.99". @param value in whole units, such as euros */
export function money(value: number, currency = 'EUR'): string {
  let format = MONEY.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    MONEY.set(currency, format);
  }
  return format.format(value);
}

/** "153", "4.8", "0.02": per minute, two digits that matter. */
export function rate(perMinute: number): string {
  if (perMinute >= 9.95) return count(Math.round(perMinute));
  return perMinute.toFixed(perMinute < 0.1 ? 2 : 1).replace(/\.0+$/, '');
}

/** "153 / min"; what is rarer than one in ten minutes "2 / h". */
export function rateWords(perMinute: number): string {
  return perMinute >= 0.1 ? `${rate(perMinute)} / min` : `${rate(perMinute * 60)} / h`;
}

/** "94.5 %" */
export function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}
