import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type APIRequestContext, type BrowserContextOptions, request } from '@playwright/test';
import { dayAhead } from './bookings';
import { Server } from './server';

/** Whose eyes a page is seen with; all but the visitor are signed in. */
export type Who =
  | 'visitor'
  | 'admin'
  /** The salon of the demo: connected, with customers who were answered and one who waits for a person. */
  | 'salon'
  /** The shop of the demo, whose request waits for a decision. */
  | 'shop'
  /** Signed up a moment ago; nothing was filled in. */
  | 'fresh'
  /** Has filled in the three steps, but not sent them. */
  | 'filled'
  /** Approved; the code waits to be scanned. */
  | 'approved'
  | 'rejected'
  /** Was connected, until the phone logged out. */
  | 'lost'
  | 'paused'
  /** Sells groceries; customers have ordered some. */
  | 'grocer'
  /** Has a second factor. */
  | 'careful'
  /** The same person after the password and before the code. */
  | 'halfway';

/** What `flowhq serve --demo` gives everybody. */
const PASSWORD = 'flowhq-demo';
const DEMO = {
  admin: 'admin@flowhq.local',
  salon: 'asha@flowhq.local',
  shop: 'juma@flowhq.local',
} as const;
/** What customers of the grocer want, and how they want to get it. */
const ORDERS = [
  ['+255754000101', 'sukari mbili na mkate mmoja', '2'],
  ['+255754000102', 'mikate mitatu na sukari mbili', '1'],
] as const;
const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;

type Fields = Record<string, string>;
/** Cookies, as Playwright keeps them. */
type State = Awaited<ReturnType<APIRequestContext['storageState']>>;

/**
 * A server with the demo's data and a business in every state, each with its owner signed in. Whoever
 * looks at it changes nothing, so that all tests of a worker share one.
 */
export class House {
  private readonly states = new Map<Who, State>();
  private readonly tenants = new Map<Who, string>();
  private request = '';
  private report = '';
  private link = '';
  private invitation = '';
  private booking = '';
  private product = '';
  private order = '';
  private conversation = '';
  private answered = '';
  private customer = '';

  private constructor(readonly server: Server) {}

  static async open(): Promise<House> {
    const server = await Server.start(
      {
        // The demo has an admin of its own.
        FLOWHQ_ADMIN_EMAIL: undefined,
        FLOWHQ_ADMIN_PASSWORD: undefined,
        FLOWHQ_PUBLIC_FORMS_PER_MINUTE: '1000',
        FLOWHQ_REPLIES_PER_MINUTE: '1000',
        // What customers are told of orders goes out with a sign of life.
        FLOWHQ_HEARTBEAT_SECONDS: '1',
        // Mailed links go to the log, where there is no mail server.
        FLOWHQ_LOG: 'info',
      },
      ['--demo'],
    );
    const house = new House(server);
    try {
      await house.furnish();
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  async close(): Promise<void> {
    await this.server.remove();
  }

  /** What a browser of this person starts with. */
  as(who: Who): BrowserContextOptions {
    const storageState = this.states.get(who);
    return { baseURL: this.server.url, ...(storageState && { storageState }) };
  }

  /** Writes the names that stand for something of this house: `{salon}`, `{request}`, `{report}`, `{booking}`, `{product}`, `{order}`, `{conversation}`, `{answered}`, `{customer}`, `{token}`, `{invitation}`. */
  address(pattern: string): string {
    return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
      const { request, report, link: token, invitation, booking, product, order, conversation, answered, customer } = this;
      const of = { request, report, token, invitation, booking, product, order, conversation, answered, customer }[name];
      const found = of ?? this.tenants.get(name as Who);
      if (!found) throw new Error(`nothing in the house is called ${name}`);
      return found;
    });
  }

  private async furnish(): Promise<void> {
    const admin = await this.enter('admin', DEMO.admin);
    for (const who of ['salon', 'shop'] as const) {
      const owner = await this.enter(who, DEMO[who]);
      if (who === 'salon') {
        await this.fillCalendar(owner);
        // Whoever opens it has seen it: from now on it looks the same to all.
        this.conversation = await this.firstOf(owner, '/app/inbox?show=waiting');
        await this.fillTeam(owner);
      }
      await owner.dispose();
    }
    this.tenants.set('salon', await tenantOf(admin, 'Mama Salon'));
    this.tenants.set('shop', await tenantOf(admin, 'Kariakoo Phones'));
    // What an admin looked at stands on the page of the team.
    await post(admin, 'begin_view', { tenant: this.address('{salon}'), reason: 'The owner asked for help with the opening hours.' });
    await post(admin, 'end_view', {});
    // One after the other: lists are sorted by age.
    await this.signUp(admin, 'fresh', 'Zawadi Ally', 'Zawadi Foods', async () => undefined);
    await this.signUp(admin, 'filled', 'Rehema Juma', 'Rehema Tailors', async (owner) => {
      await this.fill(owner, 'Rehema Tailors', '+255713000001');
    });
    await this.signUp(admin, 'approved', 'Daudi Mwita', 'Mwita Garage', async (owner) => {
      await this.approve(admin, owner, 'Mwita Garage', '+255713000002');
      await this.code(owner, 'approved');
    });
    await this.signUp(admin, 'rejected', 'Pendo Kimaro', 'Pendo Flowers', async (owner) => {
      await post(owner, 'submit_setup', setup('Pendo Flowers', '+255713000003'));
      const id = await idOn(admin, 'setup-requests', 'Pendo Flowers');
      await post(admin, 'reject_request', { id, reason: 'The number belongs to another business. Please send your own.' });
    });
    await this.signUp(admin, 'lost', 'Hamisi Salum', 'Salum Hardware', async (owner) => {
      await this.connect(admin, owner, 'lost', 'Salum Hardware', '+255713000004');
      await post(owner, 'phone_log_out', { tenant: this.address('{lost}') });
      await this.session(owner, 'lost', 'DISCONNECTED|QR_READY');
    });
    await this.signUp(admin, 'paused', 'Grace Mollel', 'Mollel Pharmacy', async (owner) => {
      await this.connect(admin, owner, 'paused', 'Mollel Pharmacy', '+255713000005');
      await post(owner, 'pause', { tenant: this.address('{paused}') });
    });
    await this.signUp(admin, 'grocer', 'Neema Shirima', 'Kibo Grocery', async (owner) => {
      await this.connect(admin, owner, 'grocer', 'Kibo Grocery', '+255713000006', 'ECOMMERCE');
      await this.fillShop(owner);
    });
    await this.signUp(admin, 'careful', 'Amani Lema', 'Lema Books', async (owner) => {
      const page = await (await owner.get('/app/account/second-step')).text();
      const secret = /data-testid="factor-secret"[^>]*>([A-Z2-7 ]+)</.exec(page)?.[1] ?? '';
      await post(owner, 'confirm_second_factor', { code: oneTimeCode(secret) });
    });
    const halfway = await this.visitor();
    await post(halfway, 'sign_in', { email: mailOf('careful'), password: PASSWORD });
    this.states.set('halfway', await halfway.storageState());
    const name = { name: 'Fatuma Bakari', reach: 'fatuma@example.co.tz', message: 'Does it work with two phones?' };
    await halfway.post('/contact', { form: name });
    this.request = await idOn(admin, 'setup-requests', 'Kariakoo Phones');
    const bulk = await post(admin, 'bulk_do', { deed: 'pause', ids: this.address('{paused} {shop}') });
    this.report = bulk.split('/').pop() ?? '';
    await post(halfway, 'ask_reset', { email: DEMO.shop });
    this.link = await this.mailedToken('/reset');
    await halfway.dispose();
    await admin.dispose();
  }

  /** Beside what the demo has: services with long names, people, a holiday, and bookings of all kinds around today. */
  private async fillCalendar(owner: APIRequestContext): Promise<void> {
    const offered = async (): Promise<string[]> => {
      const page = await (await owner.get('/app/appointments/new')).text();
      return [...page.matchAll(/<option value="([0-9a-f-]{36})"/g)].map((option) => option[1] ?? '');
    };
    const before = await offered();
    const services = [
      ['Kusuka nywele', 'Braids', '90', '10', '35,000'],
      ['Kunyoa', 'Haircut', '30', '', '8,000'],
      ['Rangi ya kucha za mikono na miguu pamoja na kusafisha', 'Manicure and pedicure with everything', '60', '', ''],
    ];
    for (const [name_sw = '', name_en = '', minutes = '', buffer = '', price = ''] of services) {
      await post(owner, 'save_service', form({ name_sw, name_en, minutes, buffer, price, active: 'on' }));
    }
    for (const name of ['Mwanahawa', 'Juma Kibwana', 'Chumba cha wageni maalumu']) {
      await post(owner, 'save_resource', form({ name, capacity: '1' }));
    }
    await post(owner, 'add_closure', form({ first: dayAhead(3), from: '13:00', to: '16:00', reason: 'Idd el-Fitr' }));
    // Services stand before people.
    const ids = (await offered()).filter((id) => !before.includes(id));
    const acts = ['', 'confirm', 'complete', 'miss', 'cancel'];
    const customers = ['Neema', 'Mwanaidi Abdallah Ramadhani', 'Baraka', 'Zuhura', 'Amina Juma'];
    for (let n = 0; n < 15; n += 1) {
      const time = `${String(8 + (n % 5) * 2).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`;
      const booked = { customer: customers[n % 5] ?? '', service: ids[n % 3] ?? '', date: dayAhead(Math.floor(n / 5) - 1), time };
      const place = await post(owner, 'book', form({ ...booked, note: n === 0 ? 'Comes with a child.' : '' }));
      const id = place.split('/').pop() ?? '';
      const act = acts[n % 5];
      if (act) await post(owner, 'change_booking', { id, act });
      else this.booking = id;
    }
  }

  /** Somebody in every role, one of whom may not sign in any more, and somebody who was asked. */
  private async fillTeam(owner: APIRequestContext): Promise<void> {
    const people = [
      ['meneja', 'Mwanahamisi Abdulrahman Kibwana', 'MANAGER'],
      ['mhudumu', 'Baraka', 'AGENT'],
      ['mkaguzi', 'Zainabu Omari', 'AUDITOR'],
    ];
    for (const [who = '', name = '', role = ''] of people) {
      const token = await this.invite(owner, who, role);
      const person = await this.visitor();
      await post(person, 'accept_invitation', { token, name, password: PASSWORD });
      await person.dispose();
    }
    const page = await (await owner.get('/app/team')).text();
    const agent = /data-role="AGENT"[^]*?name="user" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? '';
    await post(owner, 'deactivate', { user: agent });
    this.invitation = await this.invite(owner, 'mwaliko', 'AGENT');
  }

  /** Invites somebody and returns what the mailed link carries. */
  private async invite(owner: APIRequestContext, who: string, role: string): Promise<string> {
    const before = this.mailed('/invited');
    await post(owner, 'invite', form({ email: `${who}@flowhq.local`, role, language: 'EN' }));
    return until(`the invitation of ${who}`, async () => {
      const last = this.mailed('/invited');
      return last === before ? undefined : last;
    });
  }

  /** Products of all kinds, and orders of two customers, one of which is on its way. */
  private async fillShop(owner: APIRequestContext): Promise<void> {
    const products = [
      ['SUK-1', 'Sukari kilo 1', 'Sugar 1 kg', '3,500', '40', 'on'],
      ['MCH-1', 'Mchele wa Mbeya, mpya wa msimu huu, kilo 1', 'Mbeya rice of this season, 1 kg', '4,200', '2', 'on'],
      ['', 'Mkate', 'Bread', '1,500', '', 'on'],
      ['MAF-5', 'Mafuta ya alizeti lita 5', 'Sunflower oil 5 litres', '32,000', '0', 'on'],
      ['', 'Maziwa', 'Milk', '1,800', '12', ''],
    ];
    for (const [code = '', name_sw = '', name_en = '', price = '', stock = '', active = ''] of products) {
      const place = await post(owner, 'save_product', form({ code, name_sw, name_en, price, stock, active }));
      this.product ||= idIn(place);
    }
    await this.handIn(owner, `/app/products/${this.product}/picture`, readFileSync('../public/apple-touch-icon.png'));
    await post(owner, 'save_delivery', form({ pickup: 'on', delivers: 'on', fee: '3,000' }));
    for (const [from, what, way] of ORDERS) await this.place(owner, from, what, way);
    const orders = await (await owner.get('/app/orders')).text();
    this.order = /href="\/app\/orders\/([0-9a-f-]{36})"/.exec(orders)?.[1] ?? '';
    const customers = await (await owner.get('/app/customers')).text();
    this.customer = /href="\/app\/customers\/([0-9a-f-]{36})"/.exec(customers)?.[1] ?? '';
    const sent = async () => shown(owner, '/app/messages', 'data-direction="OUT"');
    const before = await sent();
    await post(owner, 'change_order', { id: this.order, act: 'accept' });
    await until('the word about it', async () => (await sent()) > before || undefined);
    await post(owner, 'note_order', { id: this.order, note: 'Call before you ride.' });
    this.answered = await this.firstOf(owner, '/app/inbox');
    await post(owner, 'take_over', { conversation: this.answered });
    const answer = { conversation: this.answered, id: randomUUID(), turn: '1', text: 'Karibu tena! Mkate utakuwa tayari saa tatu.' };
    await post(owner, 'say', answer);
    await until('the answer on its way', async () => {
      const thread = await (await owner.get(`/app/inbox/${this.answered}`)).text();
      return /data-by="person" data-status="read"/.test(thread) || undefined;
    });
  }

  /** Opens the first conversation of a list, as soon as there is one. */
  private firstOf(owner: APIRequestContext, list: string): Promise<string> {
    return until(`a conversation of ${list}`, async () => {
      const page = await (await owner.get(list)).text();
      const id = /href="\/app\/inbox\/([0-9a-f-]{36})/.exec(page)?.[1];
      if (id) await owner.get(`/app/inbox/${id}`);
      return id;
    });
  }

  /** Orders as a customer, who answers whatever is asked until the order stands on the page. */
  private async place(owner: APIRequestContext, from: string, what: string, way: string): Promise<void> {
    const orders = await shown(owner, '/app/orders?show=all', 'data-testid="order-line"');
    await this.say(owner, from, 'Agiza');
    await this.say(owner, from, what);
    let asked = await this.say(owner, from, 'Maliza');
    // Numbers say the same in the language that the customer is answered in, whichever it is.
    for (let turn = 0; turn < 5 && !/limepokelewa|received/.test(asked); turn += 1) {
      const address = 'Sinza Mori, karibu na sheli';
      const answer = /1\) (Ndiyo|Yes)/.test(asked) ? '1' : /Jina lako|your name/i.test(asked) ? 'Zuhura Ramadhani' : /2\) /.test(asked) ? way : address;
      asked = await this.say(owner, from, answer);
    }
    await until('the order', async () => {
      return (await shown(owner, '/app/orders?show=all', 'data-testid="order-line"')) > orders || undefined;
    });
  }

  /** Writes as a customer of the grocer and returns the answer. */
  private async say(owner: APIRequestContext, from: string, text: string): Promise<string> {
    const log = async () => (await owner.get('/app/messages')).text();
    const answers = (page: string) => page.split('data-direction="OUT"').length;
    const before = answers(await log());
    await post(owner, 'phone_say', { tenant: this.address('{grocer}'), 'say[from]': from, 'say[text]': text });
    return until(`an answer to ${text}`, async () => {
      const page = await log();
      const newest = /data-direction="OUT"[^]*?class="message-text">([^<]*)</.exec(page)?.[1];
      return answers(page) > before ? newest : undefined;
    });
  }

  private async handIn(owner: APIRequestContext, path: string, buffer: Buffer): Promise<void> {
    const file = { name: 'picture.png', mimeType: 'image/png', buffer };
    const answer = await owner.post(path, { multipart: { file }, maxRedirects: 0 });
    if (answer.status() !== 303) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  }

  private visitor(): Promise<APIRequestContext> {
    const extraHTTPHeaders = { origin: this.server.url, 'accept-language': 'en-GB' };
    return request.newContext({ baseURL: this.server.url, extraHTTPHeaders });
  }

  private async enter(who: Who, email: string): Promise<APIRequestContext> {
    const person = await this.visitor();
    await post(person, 'sign_in', { email, password: PASSWORD });
    this.states.set(who, await person.storageState());
    return person;
  }

  private async signUp(
    admin: APIRequestContext,
    who: Who,
    name: string,
    business_name: string,
    then: (owner: APIRequestContext) => Promise<void>,
  ): Promise<void> {
    const owner = await this.visitor();
    await post(owner, 'sign_up', { name, business_name, email: mailOf(who), password: PASSWORD });
    this.tenants.set(who, await tenantOf(admin, business_name));
    await then(owner);
    this.states.set(who, await owner.storageState());
    await owner.dispose();
  }

  private async fill(owner: APIRequestContext, business: string, number: string): Promise<void> {
    const form = setup(business, number);
    for (const step of ['business', 'number', 'template']) {
      await post(owner, 'save_setup', { step, ...form });
    }
  }

  private async approve(
    admin: APIRequestContext,
    owner: APIRequestContext,
    business: string,
    number: string,
    template = 'BOOKING',
  ): Promise<void> {
    await post(owner, 'submit_setup', { ...setup(business, number), 'form[template]': template });
    await post(admin, 'approve_request', { id: await idOn(admin, 'setup-requests', business), note: '' });
  }

  private async connect(
    admin: APIRequestContext,
    owner: APIRequestContext,
    who: Who,
    business: string,
    number: string,
    template = 'BOOKING',
  ): Promise<void> {
    await this.approve(admin, owner, business, number, template);
    const code = await this.code(owner, who);
    await post(owner, 'phone_scan', { tenant: this.address(`{${who}}`), code });
    await this.session(owner, who, 'CONNECTED');
  }

  /** The code that waits to be scanned. */
  private code(owner: APIRequestContext, who: Who): Promise<string> {
    return until(`the code of ${who}`, async () => {
      const page = await (await owner.get('/app/whatsapp')).text();
      return /data-code="([^"]{20,})"/.exec(page)?.[1];
    });
  }

  private async session(owner: APIRequestContext, who: Who, state: string): Promise<void> {
    const shown = new RegExp(`data-status="(${state})"[^>]*data-testid="session-state"|data-testid="session-state"[^>]*data-status="(${state})"`);
    await until(`${who} to be ${state}`, async () => {
      const page = await (await owner.get('/app/whatsapp')).text();
      return shown.test(page) || undefined;
    });
  }

  /** What the link of the last such mail carries. */
  private mailedToken(page: string): Promise<string> {
    return until(`a mail that leads to ${page}`, async () => this.mailed(page));
  }

  /** The same of mails that are there. */
  private mailed(page: string): string | undefined {
    const links = [...this.server.log.matchAll(new RegExp(`${page}\\?token=([\\w-]+)`, 'g'))];
    return links.pop()?.[1];
  }
}

/** The fields of a form as they are nested. */
function form(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`form[${name}]`, value]));
}

function mailOf(who: Who): string {
  return `${who}@flowhq.local`;
}

function setup(business: string, number: string): Fields {
  const form: Fields = {
    'form[business_name]': business,
    'form[business_type]': 'Shop',
    'form[template]': 'BOOKING',
    'form[whatsapp_number]': number,
    'form[language]': 'EN',
  };
  for (const day of ['mon', 'tue', 'wed', 'thu', 'fri']) {
    form[`form[hours][${day}][from]`] = '08:00';
    form[`form[hours][${day}][to]`] = '18:00';
  }
  return form;
}

/** Calls a server function and returns where it leads to. */
async function post(person: APIRequestContext, name: string, form: Fields): Promise<string> {
  const answer = await person.post(`/api/${name}`, {
    form,
    headers: { accept: 'application/json' },
    maxRedirects: 0,
  });
  if (answer.status() >= 400) throw new Error(`${name}: ${answer.status()} ${await answer.text()}`);
  return answer.headers()['location'] ?? '';
}

/** How often something stands on a page. */
async function shown(person: APIRequestContext, address: string, mark: string): Promise<number> {
  return (await (await person.get(address)).text()).split(mark).length - 1;
}

/** The id in an address. */
function idIn(address: string): string {
  return /[0-9a-f-]{36}/.exec(address)?.[0] ?? '';
}

async function tenantOf(admin: APIRequestContext, business: string): Promise<string> {
  return idOn(admin, 'tenants', business);
}

/** The id of the only row that a list of the dashboard finds. */
async function idOn(admin: APIRequestContext, list: string, business: string): Promise<string> {
  const page = await (await admin.get(`/admin/${list}?search=${encodeURIComponent(business)}`)).text();
  const id = new RegExp(`href="/admin/${list}/([0-9a-f-]{36})"`).exec(page)?.[1];
  if (!id) throw new Error(`the list of ${list} has nothing of ${business}`);
  return id;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`waited too long for ${what}`);
}

/** A code of the second factor (RFC 6238: SHA-1, six digits, 30 seconds). */
function oneTimeCode(secret: string): string {
  let bits = '';
  for (const letter of secret.replaceAll(' ', '')) {
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  }
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash[19] ?? 0) & 0xf;
  return ((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).toString().padStart(6, '0');
}
