/** What a template says; the mail is laid out from it, as text and as HTML. */
export interface Letter {
  subject: string;
  /** One sentence a line. */
  lines: readonly string[];
  facts: readonly (readonly [label: string, value: string])[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Everything that comes from outside goes through here: a name may be markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** @param name of the recipient; empty where it is not known. */
export function layOut(
  { subject, lines, facts }: Letter,
  name: string,
): { subject: string; text: string; html: string } {
  const greeting = name ? `Hello ${name},` : 'Hello,';
  const text = [greeting, '', ...lines, '', ...facts.map(([label, value]) => `${label}: ${value}`), ''].join('\n');
  const rows = facts.map(
    ([label, value]) => `<tr><th align="left">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  const html = [
    '<!doctype html><html lang="en"><meta charset="utf-8"><body style="font-family:sans-serif">',
    `<p>${escapeHtml(greeting)}</p>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    `<table cellpadding="4">${rows.join('')}</table></body></html>`,
  ].join('\n');
  return { subject, text, html };
}
