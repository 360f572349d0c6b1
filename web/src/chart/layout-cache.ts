import type { Drawing } from './drawing.ts';

/** Drawings that were made before, kept in the browser: by machine hash, branch and font. */

const DATABASE = 'orderly-charts';
/** Changed with the rules of the layout, so that older drawings are made anew. */
const STORE = 'drawings-1';
const VERSION = 1;

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The drawing that was kept, or undefined; a browser that keeps nothing has none. */
export async function keptDrawing(key: string): Promise<Drawing | undefined> {
  try {
    const store = (await open()).transaction(STORE).objectStore(STORE);
    return (await done(store.get(key))) as Drawing | undefined;
  } catch {
    return undefined; // Private windows may refuse: the chart is laid out again, that is all.
  }
}

export async function keepDrawing(key: string, drawing: Drawing): Promise<void> {
  try {
    const store = (await open()).transaction(STORE, 'readwrite').objectStore(STORE);
    await done(store.put(drawing, key));
  } catch {
    return; // As above.
  }
}
