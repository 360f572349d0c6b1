import { Pool } from 'undici';
import { done, type Outcome, refused } from '../../runtime/index.ts';
import { type PaymentProvider, type PaymentRecord, ProviderUnavailable } from './provider.ts';

interface Problem {
  code?: string;
  detail?: string;
}

interface Reply {
  status: number;
  body: unknown;
}

/** Connections to the provider; more calls than that wait. The activities of one process make up to 64 at a time. */
const CONNECTIONS = 64;

/**
 * The provider over HTTP, on connections that are kept alive. 2xx is `done`; 4xx is `refused` with the provider's code,
 * except for 408, 425 and 429, which like 5xx and network errors leave the effect open.
 */
export class HttpPaymentProvider implements PaymentProvider {
  private readonly pool: Pool;
  private readonly base: string;

  /** @param url of the provider's API, without the version: `http://127.0.0.1:8090` */
  constructor(url: string) {
    const { origin, pathname } = new URL(url);
    this.pool = new Pool(origin, { connections: CONNECTIONS });
    this.base = pathname.replace(/\/$/, '');
  }

  authorize: PaymentProvider['authorize'] = (key, request, signal) =>
    this.post('/v1/authorizations', signal, key, request);

  capture: PaymentProvider['capture'] = (key, request, signal) => this.post('/v1/captures', signal, key, request);

  refund: PaymentProvider['refund'] = (key, request, signal) => this.post('/v1/refunds', signal, key, request);

  void: PaymentProvider['void'] = (key, signal) =>
    this.post(`/v1/authorizations/${encodeURIComponent(key)}/void`, signal);

  async lookUp(reference: string, signal: AbortSignal): Promise<PaymentRecord> {
    const path = `/v1/payments/${encodeURIComponent(reference)}`;
    const { status, body } = await this.call('GET', path, signal);
    if (!isSuccess(status)) throw new ProviderUnavailable(`GET ${path}`, `status ${status}`);
    return body as PaymentRecord;
  }

  private async post<T>(
    path: string,
    signal: AbortSignal,
    key?: string,
    request: object = {},
  ): Promise<Outcome<T>> {
    const { status, body } = await this.call('POST', path, signal, key, JSON.stringify(request));
    if (isSuccess(status)) return done(body as T);
    if (status >= 500 || [408, 425, 429].includes(status))
      throw new ProviderUnavailable(`POST ${path}`, `status ${status}`);
    const problem = (body ?? {}) as Problem;
    return refused(problem.code ?? `status_${status}`, problem.detail ?? `status ${status}`);
  }

  private async call(
    method: 'GET' | 'POST',
    path: string,
    signal: AbortSignal,
    key?: string,
    body?: string,
  ): Promise<Reply> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (key !== undefined) headers['idempotency-key'] = key;
    try {
      const response = await this.pool.request({ method, path: this.base + path, headers, body, signal });
      const text = await response.body.text();
      return { status: response.statusCode, body: read(text, response.statusCode) };
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ProviderUnavailable(`${method} ${path}`, describe(error), { cause: error });
    }
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** A proxy on the way answers in its own words; a success that cannot be read leaves the effect open. */
function read(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (isSuccess(status)) throw error;
    return undefined;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
