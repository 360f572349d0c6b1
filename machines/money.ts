/** An amount that is no exact number of minor units. */
export class InexactAmount extends RangeError {
  readonly code = 'INEXACT_AMOUNT';
  constructor(amount: number) {
    super(
      `${amount} is not an amount of money: it must be 0 or more, with at most two decimals, below 90 million million`,
    );
    this.name = 'InexactAmount';
  }
}

const decimal = /^(\d{1,14})(?:\.(\d{1,2}))?$/;

/** 999.99 → 99999. Exact: works on the digits, never multiplies a fraction. Throws `InexactAmount`. */
export function toMinorUnits(amount: number): number {
  const digits = decimal.exec(String(amount));
  if (!digits) throw new InexactAmount(amount);
  const minor = Number(digits[1] + (digits[2] ?? '').padEnd(2, '0'));
  if (!Number.isSafeInteger(minor)) throw new InexactAmount(amount);
  return minor;
}

/** 99999 → 999.99, the decimal number nearest to it, which prints with at most two decimals. */
export function toDecimal(minorUnits: number): number {
  return minorUnits / 100;
}
