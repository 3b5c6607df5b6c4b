import { randomInt } from 'node:crypto';

/** An owner that no other test knows. */
export interface Owner {
  readonly name: string;
  readonly business: string;
  readonly email: string;
  readonly password: string;
  readonly whatsapp: string;
}

export function newOwner(business = 'Mama Neema Salon'): Owner {
  const id = unique();
  return {
    name: 'Neema Mushi',
    business: `${business} ${id}`,
    email: `neema-${id}@example.co.tz`,
    password: 'kahawa na chapati',
    whatsapp: newNumber(),
  };
}

/** A customer's mobile number that Tanzania could have given out. */
export function newNumber(): string {
  return `+25571${randomInt(1_000_000, 10_000_000)}`;
}

export function unique(): string {
  return `${Date.now().toString(36)}${randomInt(1296).toString(36)}`;
}
