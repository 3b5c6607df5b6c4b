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
    tokens: Vec<Token>,
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
        let name = |product: usize, name: &str| Name { product, tokens: token::tokens(name) };
        let both = |(place, product): (usize, &Product)| {
            [name(place, &product.name.sw), name(place, &product.name.en)]
        };
        let mut names: Vec<_> = shop.products.iter().enumerate().flat_map(both).collect();
        names.retain(|name| name.tokens.iter().any(|token| matches!(token, Token::Word(_))));
        Self { names }
    }

    /// What is named where these tokens begin; the longest name that fits, or all that fit as well.
    pub fn at(&self, said: &[Token]) -> Option<Mention> {
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
    fn fit(&self, said: &[Token]) -> Option<Fit> {
        let whole = said.len() >= self.tokens.len()
            && said.iter().zip(&self.tokens).all(|(said, own)| is_same(said, own));
        if whole {
            let words = self.tokens.iter().filter(|token| counts(token)).count().max(1);
            return Some(Fit { words, whole, length: self.tokens.len() });
        }
        self.part(said)
    }

    /// Some words of it, in any order: "mchele basmati" for "Mchele wa Mbeya, basmati".
    fn part(&self, said: &[Token]) -> Option<Fit> {
        let (mut at, mut length) = (0, 0);
        let mut taken: Vec<usize> = Vec::new();
        while let Some(token) = said.get(at) {
            if let Some(place) = self.own(token, &taken) {
                taken.push(place);
                at += 1;
                length = at;
                continue;
            }
            let is_link = matches!(token, Token::Word(word) if words::is_link(word));
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
                .filter_map(|place| self.tokens.get(*place))
                .filter(|it| counts(it))
                .count()
        };
        let words = counted(&taken);
        let all: Vec<_> = (0..self.tokens.len()).collect();
        (words > 0).then(|| Fit { words, whole: words == counted(&all), length })
    }

    /// The place of a word of the name that was said and is not taken yet.
    fn own(&self, said: &Token, taken: &[usize]) -> Option<usize> {
        if !is_content(said) {
            return None;
        }
        (0..).zip(&self.tokens).find_map(|(place, own)| {
            (!taken.contains(&place) && is_same(said, own)).then_some(place)
        })
    }

    /// The places of a measure that belongs to the name, such as "2kg"; it is no quantity then.
    fn measure(&self, said: &[Token], taken: &[usize]) -> Option<[usize; 2]> {
        let [first, second] = said else { return None };
        let (number, unit) = match (first, second) {
            (Token::Number(_) | Token::Broken(_), Token::Word(unit)) => (first, unit),
            (Token::Word(unit), Token::Number(_) | Token::Broken(_)) => (second, unit),
            _ => return None,
        };
        let unit = words::unit(unit)?;
        let is_unit =
            |token: &Token| matches!(token, Token::Word(word) if words::unit(word) == Some(unit));
        (0..).zip(self.tokens.windows(2)).find_map(|(place, pair)| {
            let fits = match pair {
                [one, other] => {
                    (one == number && is_unit(other)) || (is_unit(one) && other == number)
                }
                _ => false,
            };
            (fits && !taken.contains(&place)).then_some([place, place + 1])
        })
    }

    fn begins_like(&self, said: &[Token]) -> bool {
        match (said.first(), self.tokens.first()) {
            (Some(said), Some(own)) => is_same(said, own),
            _ => false,
        }
    }
}

/// Whether a token is a word that names something, and no word around it.
fn is_content(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            !words::is_filler(word)
                && words::unit(word).is_none()
                && words::mode(word).is_none()
                && !words::is_mark(word)
                && !words::finishes(word)
        }
        _ => false,
    }
}

/// What counts of a name: its words, and the numbers in it.
fn counts(token: &Token) -> bool {
    is_content(token) || matches!(token, Token::Number(_) | Token::Broken(_))
}

fn is_same(said: &Token, own: &Token) -> bool {
    match (said, own) {
        (Token::Word(one), Token::Word(other)) => {
            one == other
                || (is_content(said) && token::is_same_word(one, other))
                || words::unit(one).is_some_and(|unit| words::unit(other) == Some(unit))
        }
        _ => said == own,
    }
}
