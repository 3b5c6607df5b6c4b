import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Database, freshDatabase } from './database';

export const ADMIN = { email: 'admin@flowhq.example', password: 'the first admin of all' };

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 20_000;
const POLL_MS = 50;

/** Settings by their names in the environment; `undefined` takes one away. */
export type Settings = Record<string, string | undefined>;

/** The real server on a port, folder and database of its own. */
export class Server {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly folder: string,
    private readonly database: Database,
    private readonly port: number,
    private readonly settings: Settings,
    private readonly flags: readonly string[],
  ) {}

  /** Makes the folder and the database, starts the server with these flags and waits until it is ready. */
  static async start(settings: Settings = {}, flags: readonly string[] = []): Promise<Server> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flowhq-e2e-'));
    const server = new Server(folder, await freshDatabase(folder), await freePort(), settings, flags);
    try {
      await server.run();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All that the server wrote so far, over every run. */
  get log(): string {
    return this.output;
  }

  /** Starts it on the folder and database that it had before. */
  async run(): Promise<void> {
    const binary = process.env['FLOWHQ_BIN'];
    if (!binary) throw new Error('FLOWHQ_BIN must name the server to test');
    if (this.child) throw new Error('the server runs already');
    const child = spawn(binary, ['serve', ...this.flags], {
      cwd: this.folder,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (error) => keep(Buffer.from(`cannot start ${binary}: ${error}\n`)));
    child.once('exit', () => running.delete(child));
    await this.becomesReady(child);
  }

  /** Ends it as a power cut would: nothing is finished, nothing is given back. */
  async killHard(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it as an operator would and throws its data away. */
  async remove(): Promise<void> {
    if (this.child) await this.end('SIGTERM');
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await exited;
    clearTimeout(late);
    if (signal === 'SIGTERM' && child.signalCode === 'SIGKILL') {
      throw new Error(`the server did not stop within ${STOPPED_WITHIN_MS} ms:\n${this.output}`);
    }
  }

  private environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('FLOWHQ_'));
    return {
      ...Object.fromEntries(inherited),
      FLOWHQ_ADDR: `127.0.0.1:${this.port}`,
      FLOWHQ_DATABASE_URL: this.database.url,
      ...(this.database.ownerUrl && { FLOWHQ_DATABASE_OWNER_URL: this.database.ownerUrl }),
      FLOWHQ_ADMIN_EMAIL: ADMIN.email,
      FLOWHQ_ADMIN_PASSWORD: ADMIN.password,
      FLOWHQ_SANDBOX: 'on',
      // Tests say a thing at once, and wait for no more of it.
      FLOWHQ_FRAGMENT_SECONDS: '0',
      // Every browser of these tests comes from one address.
      FLOWHQ_SIGN_IN_TRIES_PER_ADDRESS: '20',
      FLOWHQ_LOG: 'warn',
      ...this.settings,
    };
  }

  private async becomesReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        this.child = undefined;
        throw new Error(`the server ended while it started:\n${this.output}`);
      }
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms:\n${this.output}`);
  }
}

/** Servers that must not outlive the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
