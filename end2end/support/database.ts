import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';

/** A database that no other test uses. */
export interface Database {
  readonly url: string;
  /** The same database as its owner, where the server serves as another role. */
  readonly ownerUrl?: string;
  drop(): Promise<void>;
}

/**
 * A file in the server's own folder, or a new database on the PostgreSQL server that
 * `FLOWHQ_E2E_DATABASE_URL` names.
 */
export async function freshDatabase(folder: string): Promise<Database> {
  const server = process.env['FLOWHQ_E2E_DATABASE_URL'];
  if (!server) {
    return { url: `sqlite://${path.join(folder, 'flowhq.db')}`, drop: async () => undefined };
  }
  const name = `flowhq_e2e_${randomBytes(6).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const ownerUrl = url.toString();
  // The server runs behind row-level security, which does not hold the superuser who owns it.
  url.username = `${url.username}_serving`;
  return {
    url: url.toString(),
    ownerUrl,
    drop: () => run(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
