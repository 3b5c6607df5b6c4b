import { expect } from '@playwright/test';
import type { Server } from './server';

/**
 * What the link of the last mail to this page carries; mails stand in the log of a server that has no mail server and
 * writes down what it does (`FLOWHQ_LOG=info`).
 */
export async function mailedToken(server: Server, page: string): Promise<string> {
  const links = new RegExp(`${page}\\?token=([\\w-]+)`, 'g');
  const last = () => [...server.log.matchAll(links)].pop()?.[1] ?? '';
  await expect.poll(last, { message: `a mail that leads to ${page}` }).not.toBe('');
  return last();
}
