import { done, type Outcome, refused } from '../../runtime/index.ts';
import { type PaymentProvider, type PaymentRecord, ProviderUnavailable } from './provider.ts';

interface Problem {
  code?: string;
  detail?: string;
}

/**
 * The provider over HTTP, on connections that are kept alive. 2xx is `done`; 4xx is `refused` with the provider's code,
 * except for 408, 425 and 429, which like 5xx and network errors leave the effect open.
 */
export class HttpPaymentProvider implements PaymentProvider {
  private readonly url: string;

  /** @param url of the provider's API, without the version: `http://127.0.0.1:8090` */
  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
  }

  authorize: PaymentProvider['authorize'] = (key, request, signal) =>
    this.post('/v1/authorizations', signal, key, request);

  capture: PaymentProvider['capture'] = (key, request, signal) => this.post('/v1/captures', signal, key, request);

  refund: PaymentProvider['refund'] = (key, request, signal) => this.post('/v1/refunds', signal, key, request);

  void: PaymentProvider['void'] = (key, signal) =>
    this.post(`/v1/authorizations/${encodeURIComponent(key)}/void`, signal);

  async lookUp(reference: string, signal: AbortSignal): Promise<PaymentRecord> {
    const path = `/v1/payments/${encodeURIComponent(reference)}`;
    const response = await this.call('GET', path, { signal });
    if (!response.ok) throw new ProviderUnavailable(`GET ${path}`, `status ${response.status}`);
    return (await response.json()) as PaymentRecord;
  }

  private async post<T>(path: string, signal: AbortSignal, key?: string, body?: object): Promise<Outcome<T>> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (key) headers['idempotency-key'] = key;
    const response = await this.call('POST', path, { signal, headers, body: JSON.stringify(body ?? {}) });
    if (response.ok) return done((await response.json()) as T);
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) {
      await response.body?.cancel();
      throw new ProviderUnavailable(`POST ${path}`, `status ${response.status}`);
    }
    const problem = (await response.json().catch(() => ({}))) as Problem;
    return refused(problem.code ?? `status_${response.status}`, problem.detail ?? `status ${response.status}`);
  }

  private async call(method: string, path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, { ...init, method });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ProviderUnavailable(`${method} ${path}`, describe(error), { cause: error });
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
