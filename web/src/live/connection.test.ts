import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Connection } from './connection.ts';

describe('the connection', () => {
  let isThere: boolean;
  let connection: Connection;
  let returns: number;
  let retries: number;
  beforeEach(() => {
    jest.useFakeTimers();
    isThere = false;
    returns = 0;
    retries = 0;
    connection = new Connection(async () => isThere);
    connection.onReturn(() => returns++);
    connection.onRetry(() => retries++);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is live until somebody finds nobody', () => {
    expect(connection.state.kind).toBe('live');
    const heard = Date.now();
    jest.advanceTimersByTime(5_000);
    connection.lost();
    expect(connection.state).toMatchObject({ kind: 'lost', shownAt: heard, nextTryAt: Date.now() + 3_000 });
  });

  it('is tried every three seconds, and subscriptions open as soon as the server is there', async () => {
    connection.lost();
    await jest.advanceTimersByTimeAsync(3_000);
    expect([connection.state.kind, retries]).toEqual(['lost', 0]);
    isThere = true;
    await jest.advanceTimersByTimeAsync(3_000);
    expect([connection.state.kind, retries, returns]).toEqual(['back', 1, 1]);
  });

  it('counts what is caught up for a moment, then is live again', async () => {
    connection.lost();
    connection.heard(300);
    connection.heard(18);
    expect(connection.state).toMatchObject({ kind: 'back', caughtUp: 318 });
    await jest.advanceTimersByTimeAsync(2_000);
    connection.heard(5);
    expect(connection.state.caughtUp).toBe(318);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(connection.state.kind).toBe('live');
  });

  it('that is lost again while it says that it is back is lost', () => {
    connection.lost();
    connection.heard();
    connection.lost();
    expect(connection.state.kind).toBe('lost');
  });
});
