//! What a customer wants of which products, out of a message that names several.

use super::naming::Names;
use super::numbers;
use super::task::How;
use super::token::{self, Token};
use super::words;
use crate::facts::Shop;

/// What a message says of products.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// In the order in which they are named.
    pub items: Vec<Item>,
    /// The order is complete with that.
    pub finishes: bool,
}

/// One thing that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub what: What,
    pub quantity: Quantity,
    pub how: How,
    /// The customer said themselves whether it is to be more, less or so many.
    pub is_told: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A product, by its place in the shop.
    Product(usize),
    /// One of several, by their places in the shop.
    Several { said: String, among: Vec<usize> },
    /// Nothing is called so.
    Unknown(String),
    /// No product has this number.
    NoSuchNumber(u64),
    /// What was put into the basket last.
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Unsaid,
    Whole(u64),
    /// "nusu", "2.5".
    Broken,
}

/// What a number alone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// The number of a product in the list.
    Product,
    /// Something else, such as an item of a menu.
    Nothing,
}

impl Said {
    /// Whether something is named that there is.
    pub fn names_something(&self) -> bool {
        let is_known =
            |item: &Item| matches!(item.what, What::Product(_) | What::Several { .. } | What::Last);
        self.items.iter().any(is_known)
    }

    /// Whether the customer says how many of something, or what is to become of it.
    pub fn is_wish(&self) -> bool {
        self.items.iter().any(|item| item.is_told || item.quantity != Quantity::Unsaid)
    }
}

/// Reads what a message says of the products of a shop.
pub(super) fn read(text: &str, shop: &Shop, bare: Bare) -> Said {
    let tokens = token::tokens(text);
    let (pieces, finishes) = pieces(&tokens, &Names::of(shop), shop, bare);
    let mut reader = Reader { bare, shop, mode: How::Add, is_told: false, items: Vec::new() };
    for clause in pieces.split(|piece| *piece == Piece::End) {
        reader.clause(clause);
    }
    Said { items: reader.items, finishes }
}

/// Whether a message names a product of a shop so that nothing else can be meant, and not by its number.
pub(super) fn names_clearly(text: &str, shop: &Shop) -> bool {
    let (tokens, names) = (token::tokens(text), Names::of(shop));
    (0..tokens.len()).any(|at| {
        tokens.get(at..).and_then(|rest| names.at(rest)).is_some_and(|mention| mention.is_clear)
    })
}

/// The quantity that a message is, where nothing else is asked.
pub(super) fn quantity(text: &str) -> Quantity {
    let mut found = Quantity::Unsaid;
    for token in token::tokens(text) {
        let quantity = match token {
            Token::Number(number) => Quantity::Whole(number),
            Token::Word(word) if numbers::is_dozen(&word) => Quantity::Whole(12),
            Token::Broken(_) => Quantity::Broken,
            _ => continue,
        };
        if found != Quantity::Unsaid {
            return Quantity::Unsaid;
        }
        found = quantity;
    }
    found
}

/// What a message consists of, once the products in it are known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Named(What),
    Quantity(Quantity),
    /// A quantity follows that belongs to what comes after it.
    Link,
    /// What comes before is to be so many.
    Mark,
    Mode(How),
    Times,
    Unit,
    End,
}

fn pieces(tokens: &[Token], names: &Names, shop: &Shop, bare: Bare) -> (Vec<Piece>, bool) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut finishes = false;
    // Words that are no name follow each other: together they are what is not there.
    let mut is_unknown = false;
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(mention) = names.at(rest) {
            let said = rest.get(..mention.length).unwrap_or_default();
            // "maziwa ya watoto" asks for milk, and not for the shoes that have "watoto" in their name.
            let belongs = matches!(pieces[..], [.., Piece::Named(_), Piece::Link]);
            if mention.is_clear || !belongs {
                pieces.push(Piece::Named(of_mention(&mention.among, said)));
            }
            at += mention.length.max(1);
            is_unknown = false;
            continue;
        }
        at += 1;
        let piece = match rest {
            [Token::NumberSign, Token::Number(number), ..] if bare == Bare::Product => {
                at += 1;
                Piece::Named(numbered(*number, shop))
            }
            [Token::Number(number), ..] => Piece::Quantity(Quantity::Whole(*number)),
            [Token::Broken(_), ..] => Piece::Quantity(Quantity::Broken),
            [Token::Times, ..] => Piece::Times,
            [Token::And | Token::Break, ..] => Piece::End,
            [Token::Word(word), ..] => match of_word(word) {
                Around::Piece(piece) => piece,
                Around::Finish => {
                    finishes = true;
                    Piece::End
                }
                Around::Nothing => {
                    is_unknown = false;
                    continue;
                }
                Around::Unknown => {
                    match pieces.last_mut() {
                        Some(Piece::Named(What::Unknown(said))) if is_unknown => {
                            said.push(' ');
                            said.push_str(word);
                        }
                        _ => pieces.push(Piece::Named(What::Unknown(word.clone()))),
                    }
                    is_unknown = true;
                    continue;
                }
            },
            _ => continue,
        };
        is_unknown = false;
        pieces.push(piece);
    }
    (pieces, finishes)
}

/// What a word is that names no product.
enum Around {
    Piece(Piece),
    Finish,
    Nothing,
    Unknown,
}

fn of_word(word: &str) -> Around {
    if let Some(how) = words::mode(word) {
        return Around::Piece(Piece::Mode(how));
    }
    if words::is_mark(word) {
        return Around::Piece(Piece::Mark);
    }
    if words::is_link(word) {
        return Around::Piece(Piece::Link);
    }
    if words::unit(word).is_some() {
        return Around::Piece(Piece::Unit);
    }
    if numbers::is_dozen(word) {
        return Around::Piece(Piece::Quantity(Quantity::Whole(12)));
    }
    if words::finishes(word) {
        return Around::Finish;
    }
    if words::is_filler(word) { Around::Nothing } else { Around::Unknown }
}

fn of_mention(among: &[usize], said: &[Token]) -> What {
    if let [only] = among {
        return What::Product(*only);
    }
    let words = said.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.clone()),
        Token::Number(number) => Some(number.to_string()),
        _ => None,
    });
    What::Several { said: words.collect::<Vec<_>>().join(" "), among: among.to_vec() }
}

fn numbered(number: u64, shop: &Shop) -> What {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    match place.filter(|place| *place < shop.products.len()) {
        Some(place) => What::Product(place),
        None => What::NoSuchNumber(number),
    }
}

/// Puts quantities and products together, clause by clause.
struct Reader<'a> {
    bare: Bare,
    shop: &'a Shop,
    /// What becomes of what follows, until another word says otherwise.
    mode: How,
    is_told: bool,
    items: Vec<Item>,
}

impl Reader<'_> {
    fn clause(&mut self, clause: &[Piece]) {
        let names = clause.iter().any(|piece| matches!(piece, Piece::Named(_)));
        if !names && self.by_number(clause) {
            return;
        }
        let first = self.items.len();
        // A quantity that belongs to what comes after it.
        let mut waiting: Option<Quantity> = None;
        let mut rest = clause;
        while let [piece, after @ ..] = rest {
            rest = after;
            match piece {
                Piece::Mode(how) => (self.mode, self.is_told) = (*how, true),
                Piece::Named(what) => {
                    let quantity = waiting.take().unwrap_or(Quantity::Unsaid);
                    self.add(what.clone(), quantity);
                }
                Piece::Mark => self.mark(first),
                Piece::Quantity(quantity) => {
                    let last = self.items.get_mut(first..).and_then(|items| items.last_mut());
                    match last.filter(|item| item.takes(after)) {
                        Some(item) => item.quantity = *quantity,
                        None => waiting = Some(*quantity),
                    }
                }
                Piece::Link | Piece::Times | Piece::Unit | Piece::End => {}
            }
        }
    }

    /// A clause of numbers alone: they are products, or "3 x 2" two of the third.
    fn by_number(&mut self, clause: &[Piece]) -> bool {
        let is_measure = clause.contains(&Piece::Unit);
        let mut numbers = Vec::new();
        let mut joined = false;
        for piece in clause {
            match piece {
                Piece::Mode(how) => (self.mode, self.is_told) = (*how, true),
                Piece::Quantity(Quantity::Whole(number)) => numbers.push(*number),
                Piece::Times | Piece::Mark => joined = true,
                Piece::Quantity(_) | Piece::Named(_) | Piece::Link | Piece::Unit | Piece::End => {}
            }
        }
        let sets = clause.contains(&Piece::Mark);
        match numbers[..] {
            _ if self.bare == Bare::Nothing || is_measure => {}
            [quantity] if joined => self.add_as(What::Last, Quantity::Whole(quantity), How::Set),
            [number, quantity] if joined => {
                let how = if sets { How::Set } else { self.mode };
                self.add_as(numbered(number, self.shop), Quantity::Whole(quantity), how);
            }
            _ => {
                for number in numbers {
                    self.add(numbered(number, self.shop), Quantity::Unsaid);
                }
            }
        }
        true
    }

    /// What was named last in this clause is to be so many: the quantity that was said, or the one that follows.
    fn mark(&mut self, first: usize) {
        match self.items.get_mut(first..).and_then(|items| items.last_mut()) {
            Some(item) => (item.how, item.is_told) = (How::Set, true),
            None => (self.mode, self.is_told) = (How::Set, true),
        }
    }

    fn add(&mut self, what: What, quantity: Quantity) {
        self.add_as(what, quantity, self.mode);
    }

    fn add_as(&mut self, what: What, quantity: Quantity, how: How) {
        let is_told = self.is_told || how != How::Add;
        self.items.push(Item { what, quantity, how, is_told });
    }
}

impl Item {
    /// Whether a quantity that is said after it is its own, by what follows the quantity.
    fn takes(&self, after: &[Piece]) -> bool {
        let is_open = match self.quantity {
            Quantity::Unsaid => true,
            // "change 2 sugars to 3".
            _ => self.how == How::Set && !matches!(after, [Piece::Named(_), ..]),
        };
        is_open && !is_linked(after)
    }
}

/// Whether what follows a quantity joins it to the product after it: "mbili za sukari", "2kg of rice".
fn is_linked(after: &[Piece]) -> bool {
    let mut rest = after.iter().skip_while(|piece| matches!(piece, Piece::Unit | Piece::Times));
    matches!(rest.next(), Some(Piece::Link))
}
