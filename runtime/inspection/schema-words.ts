/** What a schema has against a payload, in the words of people. */

/** Options that are named; of more it is told how many there are. */
const NAMED = 3;
const ISSUE = /^([\w.[\]-]+): (.+)$/s;

/** `reason: Invalid option: expected one of "a"|"b"` is `reason is not "a" or "b"`; several issues come one after the other. */
export function schemaWords(detail: string): string {
  return detail
    .split(/; (?=[\w.[\]-]+: )/)
    .map((issue) => {
      const [, path, message = ''] = ISSUE.exec(issue) ?? [];
      return path === undefined ? issue : `${path}${predicate(message)}`;
    })
    .join('; ');
}

function predicate(message: string): string {
  const [, options] = /^Invalid option: expected one of (.+)$/.exec(message) ?? [];
  if (options) return ` is not ${among(options.split('|'))}`;
  const [, expected, received] = /^Invalid input: expected (.+?)(?:, received (\w+))?$/.exec(message) ?? [];
  if (received === 'undefined') return ' is missing';
  if (expected) return ` is not ${withArticle(expected)}${received ? ` but ${withArticle(received)}` : ''}`;
  const [, format] = /^Invalid (.+)$/.exec(message) ?? [];
  if (format) return format.startsWith('string') ? `: ${lowered(message)}` : ` is no valid ${format}`;
  return /^(?:is|has|must) /.test(message) ? ` ${message}` : `: ${lowered(message)}`;
}

function among(options: readonly string[]): string {
  if (options.length <= NAMED) return `${options.slice(0, -1).join(', ')} or ${options.at(-1)}`;
  return `${options.slice(0, NAMED).join(', ')} or one of ${options.length - NAMED} others`;
}

function withArticle(kind: string): string {
  if (!/^[a-z]/.test(kind) || kind === 'null') return kind;
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function lowered(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
