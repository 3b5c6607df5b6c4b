/** What the pages say in English, by the names that the domain has for it. */

export const DECISION = {
  /** A gate stopped the message. */
  notAnswered: (gate: string): string => `not answered: ${gate}`,
  paused: 'the assistant is paused',
  history: 'it was written long before we connected',
} as const;

/** How the built-in BOOKING flow answers in Swahili; enough of each text to know it again. */
export const BOOKING_SW = {
  menu: '1) Booking 2) Huduma 3) Bei 4) Mawasiliano',
  services: 'Uliza kuhusu huduma',
  prices: 'Nitumie bei',
  contact: 'Ongea na mhudumu',
  slowDown: 'Tafadhali pole pole',
  bookService: 'Ungependa huduma gani?',
} as const;

/** How the assistant begins, in Swahili, when it has a conversation again. */
export const BACK_SW = 'Nimerudi';
