//! A script's head: the business that its customers write to, and who they are.

use std::str::FromStr;
use std::time::Duration;

use chrono::Weekday;
use domain::booking_form::{ResourceForm, ServiceForm};
use domain::hours::{AfterHours, OpenHours, WeekHours};
use domain::knowledge::AnswerForm;
use domain::shop::{DeliveryForm, ProductForm};
use domain::{Language, TemplateType};

/// What anybody types who switches something on.
const ON: &str = "on";

/// The business, as it is before the first word.
pub struct Head {
    pub template: Option<TemplateType>,
    pub language: Language,
    pub name: String,
    pub hours: WeekHours,
    pub after_hours: AfterHours,
    /// How long a chat must be quiet before what was written in pieces is answered.
    pub pause: Duration,
    pub customers: Vec<Customer>,
    pub services: Vec<ServiceForm>,
    pub resources: Vec<ResourceForm>,
    pub products: Vec<ProductForm>,
    pub delivery: DeliveryForm,
    pub answers: Vec<AnswerForm>,
    told_hours: bool,
}

/// Somebody who writes.
pub struct Customer {
    /// What the script calls them.
    pub label: String,
    /// What the channel calls them.
    pub name: Option<String>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            template: None,
            language: Language::Sw,
            name: "Salon Asha".to_owned(),
            hours: WeekHours::USUAL,
            after_hours: AfterHours::Answer,
            pause: Duration::ZERO,
            customers: Vec::new(),
            services: Vec::new(),
            resources: Vec::new(),
            products: Vec::new(),
            delivery: DeliveryForm { pickup: ON.to_owned(), ..DeliveryForm::default() },
            answers: Vec::new(),
            told_hours: false,
        }
    }
}

impl Head {
    /// Takes a line in; nothing where the word is none of the head's.
    pub fn take(&mut self, word: &str, rest: &str) -> Option<Result<(), String>> {
        Some(match word {
            "flow" => one(rest).map(|template| self.template = Some(template)),
            "speaks" => one(rest).map(|language| self.language = language),
            "business_name" => {
                rest.clone_into(&mut self.name);
                Ok(())
            }
            "hours" => self.add_hours(rest),
            "after_hours" => one(rest).map(|after_hours| self.after_hours = after_hours),
            "pause" => one(rest).map(|seconds| self.pause = Duration::from_secs(seconds)),
            "customer" => self.add_customer(rest),
            "service" => self.add_service(rest),
            "resource" => self.add_resource(rest),
            "product" => self.add_product(rest),
            "delivery" => {
                ON.clone_into(&mut self.delivery.delivers);
                rest.clone_into(&mut self.delivery.fee);
                Ok(())
            }
            "pickup" => self.set_pickup(rest),
            "knows" => self.add_answer(rest),
            _ => return None,
        })
    }

    /// The place of a customer who is named.
    pub fn customer(&self, label: &str) -> Result<usize, String> {
        let found = self.customers.iter().position(|customer| customer.label == label);
        found.ok_or_else(|| format!("there is no customer '{label}'"))
    }

    /// `Mon-Fri 08:00 to 18:00` or `Sun 10:00 to 14:00`; who tells some hours is closed at all others.
    fn add_hours(&mut self, rest: &str) -> Result<(), String> {
        let wrong = || format!("'{rest}' are no hours like Mon-Fri 08:00 to 18:00");
        let (days, times) = rest.split_once(' ').ok_or_else(wrong)?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let (from, to) = times.split_once(" to ").ok_or_else(wrong)?;
        let open = OpenHours::parse(from, to).map_err(|refused| refused.to_string())?;
        let day = |text: &str| text.parse::<Weekday>().map_err(|_| wrong());
        let (first, last) = (day(first)?, day(last)?);
        if !self.told_hours {
            self.hours = WeekHours::default();
            self.told_hours = true;
        }
        let days = first.num_days_from_monday() as usize..=last.num_days_from_monday() as usize;
        self.hours.0.get_mut(days).ok_or_else(wrong)?.fill(Some(open));
        Ok(())
    }

    /// `Neema`, or `Neema | Neema Ally` where the channel tells a name.
    fn add_customer(&mut self, rest: &str) -> Result<(), String> {
        let parts = parts(rest, 1, 2)?;
        let (label, name) = (parts[0].to_owned(), parts.get(1).map(|name| (*name).to_owned()));
        if label.contains(' ') || self.customer(&label).is_ok() {
            return Err(format!("'{label}' cannot be told from other words"));
        }
        self.customers.push(Customer { label, name });
        Ok(())
    }

    /// `Kusuka | Braiding | 90 | 15000`, the price left out where none is told.
    fn add_service(&mut self, rest: &str) -> Result<(), String> {
        let parts = parts(rest, 3, 4)?;
        self.services.push(ServiceForm {
            name_sw: parts[0].to_owned(),
            name_en: parts[1].to_owned(),
            minutes: parts[2].to_owned(),
            price: parts.get(3).copied().unwrap_or_default().to_owned(),
            active: ON.to_owned(),
            ..ServiceForm::default()
        });
        Ok(())
    }

    /// `Asha`, or `Hall | 12` for one that takes twelve bookings at once.
    fn add_resource(&mut self, rest: &str) -> Result<(), String> {
        let parts = parts(rest, 1, 2)?;
        self.resources.push(ResourceForm {
            name: parts[0].to_owned(),
            capacity: parts.get(1).copied().unwrap_or("1").to_owned(),
            ..ResourceForm::default()
        });
        Ok(())
    }

    /// `Sukari | Sugar | 3000 | 12`, the stock left out where it is not counted.
    fn add_product(&mut self, rest: &str) -> Result<(), String> {
        let parts = parts(rest, 3, 4)?;
        self.products.push(ProductForm {
            name_sw: parts[0].to_owned(),
            name_en: parts[1].to_owned(),
            price: parts[2].to_owned(),
            stock: parts.get(3).copied().unwrap_or_default().to_owned(),
            active: ON.to_owned(),
            ..ProductForm::default()
        });
        Ok(())
    }

    fn set_pickup(&mut self, rest: &str) -> Result<(), String> {
        self.delivery.pickup = match rest {
            "yes" => ON.to_owned(),
            "no" => String::new(),
            other => return Err(format!("'{other}' is neither yes nor no")),
        };
        Ok(())
    }

    /// `Mna wifi? | Ndiyo, wifi ni bure.`
    fn add_answer(&mut self, rest: &str) -> Result<(), String> {
        let parts = parts(rest, 2, 2)?;
        self.answers.push(AnswerForm {
            question: parts[0].to_owned(),
            answer: parts[1].to_owned(),
            ..AnswerForm::default()
        });
        Ok(())
    }
}

/// What stands between the bars: so many parts at least and at most.
pub fn parts(text: &str, least: usize, most: usize) -> Result<Vec<&str>, String> {
    let parts: Vec<_> = text.split('|').map(str::trim).collect();
    let is_told = parts.iter().take(least).all(|part| !part.is_empty());
    if parts.len() < least || parts.len() > most || !is_told {
        return Err(format!("'{text}' has not {least} to {most} parts"));
    }
    Ok(parts)
}

/// A single value.
pub fn one<T: FromStr<Err: ToString>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}
