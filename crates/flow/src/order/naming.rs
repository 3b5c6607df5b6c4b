//! Which products a customer names.

use super::token::{self, Token};
use super::words;
use crate::facts::{Product, Shop};

/// The names of all products, ready to be looked for.
pub(super) struct Names {
    names: Vec<Name>,
}

/// One name of one product.
struct Name {
    /// Its place in the shop.
    product: usize,
    pieces: Vec<Piece>,
}

/// A piece of a message or of a name, and what it is in the list of words; a message is compared with every name, so
/// that is looked up once.
#[derive(Debug)]
pub(super) struct Piece {
    pub token: Token,
    /// It is a word that names something, and no word around it.
    is_content: bool,
    unit: Option<&'static str>,
}

/// Reads a message, or a name.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let piece = |token: Token| {
        let (is_content, unit) = match &token {
            Token::Word(word) => (words::is_content(word), words::unit(word)),
            _ => (false, None),
        };
        Piece { token, is_content, unit }
    };
    token::tokens(text).into_iter().map(piece).collect()
}

/// Where products were named.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// The places in the shop of those that it may be; never empty.
    pub among: Vec<usize>,
    /// How many tokens it takes.
    pub length: usize,
    /// A whole name or its first word was said, and not something out of the middle.
    pub is_clear: bool,
}

/// How well a name fits; the greatest is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// How many words of it were said.
    words: usize,
    /// All of them were.
    whole: bool,
    length: usize,
}

impl Names {
    pub fn of(shop: &Shop) -> Self {
        let name = |product: usize, name: &str| Name { product, pieces: pieces(name) };
        let both = |(place, product): (usize, &Product)| {
            [name(place, &product.name.sw), name(place, &product.name.en)]
        };
        let mut names: Vec<_> = shop.products.iter().enumerate().flat_map(both).collect();
        names.retain(|name| name.pieces.iter().any(|piece| matches!(piece.token, Token::Word(_))));
        Self { names }
    }

    /// What is named where these tokens begin; the longest name that fits, or all that fit as well.
    pub fn at(&self, said: &[Piece]) -> Option<Mention> {
        let fitting = self.names.iter().filter_map(|name| Some((name, name.fit(said)?)));
        let mut best: Option<Fit> = None;
        let mut among: Vec<&Name> = Vec::new();
        for (name, fit) in fitting {
            if best.is_none_or(|best| fit > best) {
                (best, among) = (Some(fit), Vec::new());
            }
            if best == Some(fit) {
                among.push(name);
            }
        }
        let best = best?;
        let is_clear = best.whole || among.iter().any(|name| name.begins_like(said));
        let mut among: Vec<_> = among.into_iter().map(|name| name.product).collect();
        among.dedup();
        Some(Mention { among, length: best.length, is_clear })
    }
}

impl Name {
    fn fit(&self, said: &[Piece]) -> Option<Fit> {
        let whole = said.len() >= self.pieces.len()
            && said.iter().zip(&self.pieces).all(|(said, own)| said.is_for(own));
        if whole {
            let words = self.pieces.iter().filter(|piece| piece.counts()).count().max(1);
            return Some(Fit { words, whole, length: self.pieces.len() });
        }
        self.part(said)
    }

    /// Some words of it, in any order: "mchele basmati" for "Mchele wa Mbeya, basmati".
    fn part(&self, said: &[Piece]) -> Option<Fit> {
        let (mut at, mut length) = (0, 0);
        let mut taken: Vec<usize> = Vec::new();
        while let Some(piece) = said.get(at) {
            if let Some(place) = self.own(piece, &taken) {
                taken.push(place);
                at += 1;
                length = at;
                continue;
            }
            let is_link = matches!(&piece.token, Token::Word(word) if words::is_link(word));
            if taken.is_empty() {
                return None;
            }
            if let Some([one, other]) =
                self.measure(said.get(at..at + 2).unwrap_or_default(), &taken)
            {
                taken.extend([one, other]);
                at += 2;
                length = at;
                continue;
            }
            if !is_link {
                break;
            }
            at += 1;
        }
        let counted = |places: &[usize]| {
            places
                .iter()
                .filter_map(|place| self.pieces.get(*place))
                .filter(|it| it.counts())
                .count()
        };
        let words = counted(&taken);
        let all: Vec<_> = (0..self.pieces.len()).collect();
        (words > 0).then(|| Fit { words, whole: words == counted(&all), length })
    }

    /// The place of a word of the name that was said and is not taken yet.
    fn own(&self, said: &Piece, taken: &[usize]) -> Option<usize> {
        if !said.is_content {
            return None;
        }
        (0..)
            .zip(&self.pieces)
            .find_map(|(place, own)| (!taken.contains(&place) && said.is_for(own)).then_some(place))
    }

    /// The places of a measure that belongs to the name, such as "2kg"; it is no quantity then.
    fn measure(&self, said: &[Piece], taken: &[usize]) -> Option<[usize; 2]> {
        let [first, second] = said else { return None };
        let is_number = |piece: &Piece| matches!(piece.token, Token::Number(_) | Token::Broken(_));
        let number = [first, second].into_iter().find(|piece| is_number(piece))?;
        let unit = [first, second].into_iter().find_map(|piece| piece.unit)?;
        let fits =
            |one: &Piece, other: &Piece| one.token == number.token && other.unit == Some(unit);
        (0..).zip(self.pieces.windows(2)).find_map(|(place, pair)| {
            let [one, other] = pair else { return None };
            let fits = fits(one, other) || fits(other, one);
            (fits && !taken.contains(&place)).then_some([place, place + 1])
        })
    }

    fn begins_like(&self, said: &[Piece]) -> bool {
        match (said.first(), self.pieces.first()) {
            (Some(said), Some(own)) => said.is_for(own),
            _ => false,
        }
    }
}

impl Piece {
    /// What counts of a name: its words, and the numbers in it.
    fn counts(&self) -> bool {
        self.is_content || matches!(self.token, Token::Number(_) | Token::Broken(_))
    }

    /// Whether it is said for a piece of a name.
    fn is_for(&self, own: &Self) -> bool {
        match (&self.token, &own.token) {
            (Token::Word(one), Token::Word(other)) => {
                one == other
                    || (self.is_content && token::is_same_word(one, other))
                    || (self.unit.is_some() && self.unit == own.unit)
            }
            (one, other) => one == other,
        }
    }
}
