//! A grocer in Mwanza: what is on the shelves, orders at every step, and what is written down.

use domain::hours::{OpenHours, WeekHours};
use domain::knowledge::AnswerForm;
use domain::order::OrderAct;
use domain::shop::{DeliveryForm, OrderFilter, ProductForm};

use super::steps::{Business, Customer, Profile, until};

pub(super) const PROFILE: Profile = Profile {
    owner: "Salma Hassan",
    email: super::GROCER,
    name: "Duka la Furaha",
    kind: "Duka la vyakula",
    template: "ECOMMERCE",
    number: "+255713456789",
    language: "SW",
    hours: WeekHours([Some(OpenHours { from: 7 * 60, to: 21 * 60 }); 7]),
};

/// Something on the shelves.
struct Product {
    code: &'static str,
    sw: &'static str,
    en: &'static str,
    about: &'static str,
    price: &'static str,
    /// Empty where it is not counted.
    stock: &'static str,
    picture: Option<&'static [u8]>,
    /// Whether it is for sale now.
    active: bool,
}

const fn product(
    code: &'static str,
    (sw, en): (&'static str, &'static str),
    price: &'static str,
    stock: &'static str,
) -> Product {
    Product { code, sw, en, about: "", price, stock, picture: None, active: true }
}

const PRODUCTS: [Product; 14] = [
    Product {
        about: "Mchele wa Mbeya wa msimu huu, umechambuliwa.",
        picture: Some(include_bytes!("pictures/mchele.png")),
        ..product("MCH-1", ("Mchele kilo 1", "Rice 1 kg"), "3,200", "60")
    },
    Product {
        picture: Some(include_bytes!("pictures/sukari.png")),
        ..product("SUK-1", ("Sukari kilo 1", "Sugar 1 kg"), "3,000", "45")
    },
    Product {
        picture: Some(include_bytes!("pictures/unga.png")),
        ..product("SEM-2", ("Unga wa sembe kilo 2", "Maize flour 2 kg"), "3,600", "30")
    },
    product("NGA-2", ("Unga wa ngano kilo 2", "Wheat flour 2 kg"), "4,800", "18"),
    Product {
        about: "Ya alizeti, haina harufu.",
        picture: Some(include_bytes!("pictures/mafuta.png")),
        ..product("MAF-1", ("Mafuta ya kupikia lita 1", "Cooking oil 1 litre"), "7,500", "24")
    },
    Product {
        picture: Some(include_bytes!("pictures/maharage.png")),
        ..product("MAH-1", ("Maharage kilo 1", "Beans 1 kg"), "3,800", "25")
    },
    product("MAZ-5", ("Maziwa nusu lita", "Milk half a litre"), "1,800", "4"),
    Product {
        about: "Unatoka kwa mwokaji kila asubuhi.",
        picture: Some(include_bytes!("pictures/mkate.png")),
        ..product("MKT", ("Mkate", "Bread"), "1,800", "")
    },
    Product {
        about: "Trei lina mayai 30 ya kienyeji.",
        picture: Some(include_bytes!("pictures/mayai.png")),
        ..product("MAY-30", ("Mayai trei", "Eggs, a tray"), "12,000", "8")
    },
    Product {
        picture: Some(include_bytes!("pictures/chai.png")),
        ..product("CHA-250", ("Majani ya chai gramu 250", "Tea leaves 250 g"), "3,500", "15")
    },
    product("SAB-M", ("Sabuni ya mche", "Bar soap"), "2,500", "40"),
    product("CHU-5", ("Chumvi nusu kilo", "Salt 500 g"), "700", "50"),
    product("MAJ-6", ("Maji ya kunywa katoni", "Drinking water, a carton"), "6,000", "0"),
    Product {
        active: false,
        ..product("MKA-10", ("Mkaa gunia dogo", "Charcoal, a small sack"), "25,000", "")
    },
];

const HASSAN: Customer = ("+255754555002", "Hassan Mbwana");
const REHEMA: Customer = ("+255713555001", "Rehema Komba");
const GRACE: Customer = ("+255786555003", "Grace Shayo");
const PETER: Customer = ("+255767555004", "Peter Massawe");
const MARIAM: Customer = ("+255717555005", "Mariam Juma");

/// An order as its customer writes it, and what became of it since.
struct Ordered {
    by: Customer,
    texts: &'static [&'static str],
    acts: &'static [OrderAct],
}

const ORDERS: [Ordered; 5] = [
    Ordered {
        by: REHEMA,
        texts: &[
            "nataka sukari mbili na mkate mmoja",
            "maliza",
            "1",
            "Nyegezi, karibu na stendi",
            "ndiyo",
        ],
        acts: &[OrderAct::Accept, OrderAct::SendOut, OrderAct::Complete],
    },
    Ordered {
        by: MARIAM,
        texts: &["naomba sabuni tatu", "maliza", "2", "ndiyo"],
        acts: &[OrderAct::Cancel],
    },
    Ordered {
        by: HASSAN,
        texts: &["nataka kuagiza mchele tano na maharage mbili", "maliza", "2", "ndiyo"],
        acts: &[OrderAct::Accept, OrderAct::Ready],
    },
    Ordered {
        by: GRACE,
        texts: &[
            "nataka maziwa mbili na mayai trei moja",
            "maliza",
            "1",
            "Ilemela, nyuma ya shule ya msingi",
            "ndiyo",
        ],
        acts: &[OrderAct::Accept],
    },
    Ordered {
        by: PETER,
        texts: &[
            "I want two sugars and one bread",
            "done",
            "1",
            "Capri Point, the blue gate",
            "yes",
        ],
        acts: &[],
    },
];

/// What the owner has written down: questions with their answers.
const ANSWERS: [(&str, &str); 4] = [
    ("Mnapokea malipo gani?", "Fedha taslimu ukipokea bidhaa, au M-Pesa na Airtel Money."),
    ("Mko wapi?", "Tuko Soko la Mirongo, Mwanza, kibanda namba 14."),
    ("Mnauza kwa jumla?", "Ndiyo. Kuanzia mifuko kumi unapata punguzo la asilimia tano."),
    ("Mna gesi ya kupikia?", "Hatuuzi gesi kwa sasa. Mkaa unakuja mwezi ujao."),
];
/// A file as the owner would hand it in.
const RULES: (&str, &[u8]) = ("utaratibu-wa-kuagiza.md", include_bytes!("utaratibu-wa-kuagiza.md"));

/// Fills the shop, and has customers order from it.
pub(super) async fn fill(shop: &Business<'_>) -> anyhow::Result<()> {
    stock(shop).await?;
    write_down(shop).await?;
    for ordered in &ORDERS {
        order(shop, ordered).await?;
    }
    shop.converse(HASSAN, &["Mna gesi?", "Je, mnauza vocha za simu?"]).await
}

async fn stock(shop: &Business<'_>) -> anyhow::Result<()> {
    let Business { engine, owner, tenant } = shop;
    for product in &PRODUCTS {
        let form = ProductForm {
            code: product.code.to_owned(),
            name_sw: product.sw.to_owned(),
            name_en: product.en.to_owned(),
            description: product.about.to_owned(),
            price: product.price.to_owned(),
            stock: product.stock.to_owned(),
            stock_was: String::new(),
            active: if product.active { "on".to_owned() } else { String::new() },
        };
        let id = engine.save_product(owner, *tenant, None, &form).await?;
        if let Some(picture) = product.picture {
            engine.save_product_picture(owner, *tenant, id, picture.to_vec()).await?;
        }
    }
    let on = || "on".to_owned();
    let delivery = DeliveryForm { delivers: on(), pickup: on(), fee: "3,000".to_owned() };
    engine.save_delivery(owner, *tenant, &delivery).await?;
    Ok(())
}

/// Orders as a customer, and does with the order what was done.
async fn order(shop: &Business<'_>, ordered: &Ordered) -> anyhow::Result<()> {
    let Business { engine, owner, tenant } = shop;
    let placed = async || -> anyhow::Result<_> {
        Ok(engine.orders(owner, *tenant, OrderFilter::All, None).await?.items)
    };
    let before = placed().await?.len();
    shop.converse(ordered.by, ordered.texts).await?;
    let order = until("an order to be placed", async || {
        Ok(placed()
            .await?
            .into_iter()
            .next()
            .filter(|order| u64::from(order.number) > before as u64))
    })
    .await?;
    for act in ordered.acts {
        let before = shop.sent().await?;
        engine.change_order(owner, *tenant, order.id, *act).await?;
        // The customer is told of each step before the next one is done.
        shop.until_sent_after(before).await?;
    }
    Ok(())
}

async fn write_down(shop: &Business<'_>) -> anyhow::Result<()> {
    let Business { engine, owner, .. } = shop;
    for (question, answer) in ANSWERS {
        let (question, answer) = (question.to_owned(), answer.to_owned());
        let form = AnswerForm { question, answer, ..AnswerForm::default() };
        engine.save_answer(owner, &form).await?;
    }
    let (name, text) = RULES;
    engine.save_file(owner, name.to_owned(), text.to_vec()).await?;
    Ok(())
}
