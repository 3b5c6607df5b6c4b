//! What a script's business sells, and what has been ordered of it.

use domain::money::{Currency, Money, amount};
use domain::order::{Fulfilment, OrderStatus};
use domain::{OrderId, ProductId, RecordId};
use flow::{Act, Customer, Order, OrderLine, Product, Shop, Text};
use uuid::Uuid;

#[derive(Default)]
pub struct Orders {
    shop: Shop,
    placed: Vec<Order>,
    /// For whom something was ordered last.
    name: Option<String>,
}

impl Orders {
    pub fn shop(&self) -> Shop {
        self.shop.clone()
    }

    /// A product's name in Swahili.
    pub fn name_of(&self, id: ProductId) -> &str {
        let product = self.shop.products.iter().find(|product| product.id == id);
        &product.expect("a product that is sold").name.sw
    }

    /// What something is still to be done for, the newest first.
    pub fn open(&self) -> Vec<Order> {
        self.placed.iter().rev().filter(|order| order.status.is_open()).cloned().collect()
    }

    /// The name that was told last.
    pub fn customer(&self) -> Customer {
        Customer { name: self.name.clone() }
    }

    /// A name that is told for something.
    pub fn told(&mut self, name: Option<&String>) {
        self.name = name.or(self.name.as_ref()).cloned();
    }

    /// `Sukari | Sugar | 3000 | 10 | Nyeupe | picture`, the stock left out where it is not counted; the shop can be
    /// fetched from until a line says otherwise.
    pub fn add_product(&mut self, text: &str) {
        let mut parts = text.split('|').map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        let (sw, en, price, stock, description) = (part(), part(), part(), part(), part());
        if self.shop.products.is_empty() {
            self.shop.pickup = true;
        }
        let number = self.shop.products.len() as u128 + 1;
        let has_picture = part() == "picture";
        self.shop.products.push(Product {
            id: ProductId::from_uuid(Uuid::from_u128(number)),
            name: Text { sw: sw.to_owned(), en: en.to_owned() },
            price: money(price),
            stock: stock.parse().ok(),
            description: (!description.is_empty()).then(|| description.to_owned()),
            has_picture,
        });
    }

    /// `Sukari 3500`.
    pub fn set_price(&mut self, text: &str) {
        let (name, price) = text.rsplit_once(' ').expect("a product and its price");
        self.product(name).price = money(price);
    }

    /// `Sukari 2`.
    pub fn set_stock(&mut self, text: &str) {
        let (name, stock) = text.rsplit_once(' ').expect("a product and how many there are");
        self.product(name).stock = Some(stock.parse().expect("a number"));
    }

    /// `KES`: the same numbers of another money.
    pub fn set_currency(&mut self, text: &str) {
        let currency = text.parse().expect("a currency");
        self.shop.currency = currency;
        for product in &mut self.shop.products {
            product.price.currency = currency;
        }
        if let Some(fee) = &mut self.shop.delivery {
            fee.currency = currency;
        }
    }

    /// Nothing more of it is sold.
    pub fn remove_product(&mut self, name: &str) {
        let id = self.product(name).id;
        self.shop.products.retain(|product| product.id != id);
    }

    /// What bringing an order costs; without an amount nothing is brought.
    pub fn set_delivery(&mut self, text: &str) {
        self.shop.delivery = (!text.is_empty()).then(|| money(text));
    }

    /// `yes` or `no`.
    pub fn set_pickup(&mut self, text: &str) {
        self.shop.pickup = text == "yes";
    }

    /// `1 ACCEPTED`: what was ordered first stands there now.
    pub fn move_on(&mut self, text: &str) {
        let (number, status) = text.split_once(' ').expect("an order's number and where it stands");
        let number: u32 = number.parse().expect("a number");
        let order = self.placed.iter_mut().find(|order| order.number == number);
        order.expect("an order").status = status.parse().expect("where an order can stand");
    }

    /// Places an order as the engine would: refused where it does not fit what is sold.
    pub fn place(&mut self, act: &Act) -> String {
        let Act::Order { lines, fulfilment, fee, address, name } = act else {
            panic!("{act:?} is no order");
        };
        assert!(!lines.is_empty());
        let said: Vec<_> = lines.iter().map(|line| self.take(line)).collect();
        let wanted_fee = self.shop.delivery.filter(|_| *fulfilment == Fulfilment::Delivery);
        assert_eq!(*fee, wanted_fee, "the fee is as the business says");
        let lines = lines.iter().map(|line| line.price.minor * i64::from(line.quantity));
        let minor = lines.sum::<i64>() + fee.map_or(0, |fee| fee.minor);
        let number = u32::try_from(self.placed.len()).expect("few orders") + 1;
        let total = Money { minor, currency: self.shop.currency };
        self.placed.push(Order {
            id: OrderId::from_uuid(Uuid::from_u128(number.into())),
            number,
            status: OrderStatus::New,
            fulfilment: *fulfilment,
            total,
        });
        let how = match (fulfilment, address) {
            (Fulfilment::Delivery, Some(address)) => format!("to {address}"),
            (Fulfilment::Pickup, None) => "to be fetched".to_owned(),
            other => panic!("{other:?} does not go together"),
        };
        self.told(name.as_ref());
        let named = name.as_ref().map(|name| format!(" for {name}")).unwrap_or_default();
        format!("order {} {how}{named}: {}", said.join(", "), total.text())
    }

    pub fn cancel(&mut self, id: OrderId) -> String {
        let order = self.placed.iter_mut().find(|order| order.id == id).expect("a known order");
        assert!(order.status.is_customers(), "the customer may not call it off any more");
        order.status = OrderStatus::Cancelled;
        format!("cancel order {}", order.number)
    }

    fn take(&mut self, line: &OrderLine) -> String {
        let product = self.shop.products.iter_mut().find(|it| it.id == line.product);
        let product = product.expect("a product that is sold");
        assert_eq!(product.price, line.price, "the price is as the business says");
        assert!(line.quantity > 0);
        if let Some(stock) = &mut product.stock {
            *stock = stock.checked_sub(line.quantity).expect("as many as there are");
        }
        format!("{} {}", line.quantity, line.name)
    }

    fn product(&mut self, name: &str) -> &mut Product {
        let found = self.shop.products.iter_mut().find(|it| it.name.sw == name);
        found.unwrap_or_else(|| panic!("'{name}' is no product"))
    }
}

fn money(text: &str) -> Money {
    Money { minor: amount(text).expect("an amount"), currency: Currency::Tzs }
}
