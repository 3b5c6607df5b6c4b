//! What the assistant says about orders by itself: that one was left unfinished, and how it goes on with one.

use domain::Language;
use domain::order::{Fulfilment, OrderStatus, Unfinished};

/// A question about an order that the customer left unfinished.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp<'a> {
    /// What was left.
    pub unfinished: Unfinished,
    /// How many such questions came before it.
    pub count: u8,
    /// The business's name.
    pub business: &'a str,
}

impl FollowUp<'_> {
    /// What the customer reads.
    pub fn text(self, language: Language) -> String {
        let Self { unfinished, count, business } = self;
        match (unfinished, count, language) {
            (Unfinished::Basket, _, Language::Sw) => format!(
                "Habari, bado una bidhaa kwenye kikapu chako cha {business}. \
                 Andika KIKAPU kuziona, au MALIZA kuagiza."
            ),
            (Unfinished::Basket, _, Language::En) => format!(
                "Hello, there is still something in your basket at {business}. \
                 Reply with BASKET to see it, or with DONE to order."
            ),
            (Unfinished::Confirmation, 0, Language::Sw) => format!(
                "Habari, agizo lako la {business} bado halijatumwa; linasubiri uthibitishe. \
                 Andika NDIYO kuagiza, BADILISHA kulibadilisha, au GHAIRI kuliacha."
            ),
            (Unfinished::Confirmation, 0, Language::En) => format!(
                "Hello, your order at {business} is not placed yet; it waits for your yes. \
                 Reply with YES to order, CHANGE to change it, or CANCEL to drop it."
            ),
            (Unfinished::Confirmation, 1, Language::Sw) => format!(
                "Habari tena kutoka {business}. Tumekuhifadhia agizo lako. Ungependa tulishughulikie? \
                 Andika NDIYO, BADILISHA au GHAIRI. Kwa msaada, andika MHUDUMU."
            ),
            (Unfinished::Confirmation, 1, Language::En) => format!(
                "Hello again from {business}. We have kept your order for you. Shall we go ahead with it? \
                 Reply with YES, CHANGE or CANCEL. If you need help, reply with AGENT."
            ),
            (Unfinished::Confirmation, _, Language::Sw) => format!(
                "Huu ni ujumbe wa mwisho kuhusu agizo lako la {business} ambalo halijatumwa. \
                 Andika NDIYO kuagiza. Usipolihitaji tena, hakuna la kufanya."
            ),
            (Unfinished::Confirmation, _, Language::En) => format!(
                "This is our last message about your order at {business}, which is not placed yet. \
                 Reply with YES to order. If you do not need it any more, there is nothing to do."
            ),
        }
    }
}

/// What a customer is told when it goes on with an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderNews<'a> {
    /// Where the order stands now.
    pub status: OrderStatus,
    /// What people call it.
    pub number: u32,
    /// The business's name.
    pub business: &'a str,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
}

impl OrderNews<'_> {
    /// What the customer reads.
    pub fn text(self, language: Language) -> String {
        let Self { number, business, .. } = self;
        let news = self.news(language);
        match language {
            Language::Sw => format!("Habari kutoka {business}. Agizo lako namba {number} {news}"),
            Language::En => format!("Hello from {business}. Your order number {number} {news}"),
        }
    }

    fn news(self, language: Language) -> &'static str {
        match (self.status, self.fulfilment, language) {
            (OrderStatus::New, _, Language::Sw) => "limepokelewa. Tutakujulisha likikubaliwa.",
            (OrderStatus::New, _, Language::En) => {
                "is received. We will tell you when it is accepted."
            }
            (OrderStatus::Accepted, _, Language::Sw) => "limekubaliwa na linaandaliwa.",
            (OrderStatus::Accepted, _, Language::En) => "is accepted and is being prepared.",
            (OrderStatus::Ready, Fulfilment::Pickup, Language::Sw) => {
                "liko tayari. Karibu kulichukua."
            }
            (OrderStatus::Ready, Fulfilment::Pickup, Language::En) => {
                "is ready. You are welcome to pick it up."
            }
            (OrderStatus::Ready, Fulfilment::Delivery, Language::Sw) => {
                "liko tayari. Tutakujulisha likiwa njiani."
            }
            (OrderStatus::Ready, Fulfilment::Delivery, Language::En) => {
                "is ready. We will tell you when it is on its way."
            }
            (OrderStatus::OnTheWay, _, Language::Sw) => "liko njiani kuja kwako.",
            (OrderStatus::OnTheWay, _, Language::En) => "is on its way to you.",
            (OrderStatus::Completed, _, Language::Sw) => "limekamilika. Asante, karibu tena.",
            (OrderStatus::Completed, _, Language::En) => {
                "is completed. Thank you, you are welcome any time."
            }
            (OrderStatus::Cancelled, _, Language::Sw) => {
                "limeghairiwa. Kwa maswali, andika MHUDUMU."
            }
            (OrderStatus::Cancelled, _, Language::En) => {
                "is cancelled. If you have a question, reply with AGENT."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::order::follow_ups;

    use super::*;

    #[test]
    fn each_question_about_an_unfinished_order_is_asked_in_other_words() {
        for language in Language::ALL {
            let mut said = Vec::new();
            for unfinished in Unfinished::ALL {
                for (count, _) in (0..).zip(follow_ups(*unfinished)) {
                    let follow_up = FollowUp { unfinished: *unfinished, count, business: "Duka" };
                    said.push(follow_up.text(*language));
                }
            }
            assert!(said.iter().all(|text| text.contains("Duka")));
            let several = said.len();
            said.sort();
            said.dedup();
            assert_eq!(said.len(), several);
        }
    }

    #[test]
    fn the_news_of_an_order_name_it_and_differ_between_the_languages() {
        for status in OrderStatus::ALL {
            for fulfilment in Fulfilment::ALL {
                let (status, fulfilment) = (*status, *fulfilment);
                let news = OrderNews { status, number: 12, business: "Duka", fulfilment };
                let [swahili, english] = [Language::Sw, Language::En].map(|it| news.text(it));
                assert!(swahili.starts_with("Habari kutoka Duka. Agizo lako namba 12 li"));
                assert!(english.starts_with("Hello from Duka. Your order number 12 is "));
            }
        }
    }
}
