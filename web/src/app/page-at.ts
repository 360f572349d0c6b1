/** Which of these pages an address leads to, and what stands for `:id` there; undefined where none of them is. */
export function pageAt<P extends { path: string }>(
  pages: readonly P[],
  address: string,
): { page: P; id: string | undefined } | undefined {
  for (const page of pages) {
    const pattern = page.path.replace(/\/:\w+\?/g, '(?:/([^/]+))?').replace(/:\w+/g, '([^/]+)');
    const match = new RegExp(`^${pattern}/?$`).exec(address);
    if (match) return { page, id: match[1] && decoded(match[1]) };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A lone % is what somebody typed.
  }
}
