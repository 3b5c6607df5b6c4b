import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import type { Settings } from './server';

/** A message of ours on a customer's phone, opened by that phone. */
export interface Arrival {
  readonly id: string;
  /** The customer's number, in digits. */
  readonly to: string;
  readonly text: string | null;
  /** How often it came. */
  readonly copies: number;
}

/** WhatsApp on this machine: the server's side of its protocol, with the phones of businesses and customers. */
export class WhatsApp {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(): Promise<WhatsApp> {
    const binary = process.env['FLOWHQ_PEER_BIN'];
    if (!binary) throw new Error('FLOWHQ_PEER_BIN must name the WhatsApp peer');
    const child = spawn(binary, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const lines = createInterface({ input: child.stdout! });
    const [first] = (await once(lines, 'line')) as [string];
    return new WhatsApp(child, first.trim());
  }

  /** What a server needs to link phones here. */
  get settings(): Settings {
    return { FLOWHQ_CHANNEL: 'whatsapp_web', FLOWHQ_WHATSAPP_PEER: this.url.replace('http:', 'ws:') };
  }

  /** A business's phone scans a code. */
  async scan(code: string, business: string): Promise<void> {
    await this.post('scan', { code, phone: digits(business) });
  }

  /** A business's owner types a code into the phone. */
  async link(code: string, business: string): Promise<void> {
    await this.post('link', { code, phone: digits(business) });
  }

  /** The phone that would scan a code asks for a passkey. */
  async askForPasskey(code: string): Promise<void> {
    await this.post('passkey', { code });
  }

  /** A customer writes to a business. */
  async say(business: string, from: string, text: string): Promise<void> {
    await this.post('say', { phone: digits(business), from: digits(from), text });
  }

  /** A customer sends something else than words. */
  async send(business: string, from: string, what: Record<string, unknown>): Promise<void> {
    await this.post('say', { phone: digits(business), from: digits(from), ...what });
  }

  /** Something goes wrong. */
  async fault(business: string, what: Record<string, unknown>): Promise<void> {
    await this.post('fault', { phone: digits(business), ...what });
  }

  /** The business's owner removes the linked device on the phone. */
  async unlink(business: string): Promise<void> {
    await this.post('unlink', { phone: digits(business) });
  }

  /** What a customer's phone has got. */
  async arrived(business: string, customer: string): Promise<Arrival[]> {
    const answer = await fetch(`${this.url}/sent?phone=${digits(business)}`);
    expect(answer.ok, await answer.clone().text()).toBe(true);
    const all = (await answer.json()) as Arrival[];
    return all.filter(({ to }) => to === digits(customer));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private async post(path: string, body: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, `${path}: ${await answer.text()}`).toBe(true);
  }
}

/** Peers that must not outlive the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function digits(number: string): string {
  return number.replace(/\D/g, '');
}
