const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** "thirty-seven", "one hundred four". @param number a whole number below a million */
export function inWords(number: number): string {
  if (number < 20) return ONES[number] ?? String(number);
  if (number < 100) return [TENS[Math.floor(number / 10) - 1], ...tail(number % 10)].join('-');
  const [unit, size] = number < 1_000 ? ['hundred', 100] : ['thousand', 1_000];
  return [inWords(Math.floor(number / size)), unit, ...tail(number % size)].join(' ');
}

function tail(rest: number): string[] {
  return rest === 0 ? [] : [inWords(rest)];
}
