/** The page's one live region: politely, at most one sentence in five seconds, the newest wins. */
const PAUSE_MS = 5_000;

let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says a change of the page's status to screen readers. Never for rows of a list. */
export function announce(sentence: string): void {
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      last = Date.now();
      const region = document.getElementById('announcer');
      if (region) region.textContent = sentence;
    },
    Math.max(0, last + PAUSE_MS - Date.now()),
  );
}
