//! A salon in Mwanza: what it does and who does it, a calendar around today, and what it has written down.

use domain::booking_form::{BookingAct, BookingForm, ClosureForm, ResourceForm, ServiceForm};
use domain::draft::hours_form;
use domain::forms::HoursForm;
use domain::hours::{OpenHours, WeekHours};
use domain::knowledge::AnswerForm;
use domain::{Instant, ServiceId};

use super::steps::{Business, Customer, Profile};

pub(super) const PROFILE: Profile = Profile {
    owner: "Asha Mrema",
    email: super::SALON,
    name: "Mama Salon",
    kind: "Salon",
    template: "SALON",
    number: "+255712345678",
    language: "SW",
    // Open on every day, so that what is booked around today lies within the hours.
    hours: {
        let day = Some(OpenHours { from: 8 * 60, to: 19 * 60 });
        WeekHours([day, day, day, day, day, day, Some(OpenHours { from: 9 * 60, to: 17 * 60 })])
    },
};

const NEEMA: Customer = ("+255754111222", "Neema");
const BARAKA: Customer = ("+255784333444", "Baraka");
const ZUHURA: Customer = ("+255767222333", "Zuhura");

/// In Swahili and English, with minutes, minutes after it, and the price.
const SERVICES: [[&str; 5]; 6] = [
    ["Kusuka rasta", "Box braids", "180", "10", "45,000"],
    ["Kusuka twende kilioni", "Cornrows", "90", "10", "20,000"],
    ["Kuosha na kukausha nywele", "Wash and blow-dry", "60", "", "15,000"],
    ["Kunyoa", "Haircut", "30", "", "5,000"],
    ["Kucha za mikono na miguu", "Manicure and pedicure", "60", "5", "25,000"],
    ["Urembo wa bibi harusi", "Bridal make-up", "120", "15", "150,000"],
];
/// Who works there, with what they do by its place above; nothing is everything. Rukia begins later than the salon.
const PEOPLE: [(&str, &[usize], Option<OpenHours>); 3] = [
    ("Asha", &[], None),
    ("Rukia", &[0, 1, 2], Some(OpenHours { from: 9 * 60, to: 18 * 60 })),
    ("Doreen", &[2, 4, 5], None),
];

/// What stands in the calendar.
struct Booked {
    /// Days from today.
    ahead: i32,
    time: &'static str,
    /// Its place among the services.
    service: usize,
    /// Who does it.
    person: &'static str,
    customer: &'static str,
    act: Option<BookingAct>,
    note: &'static str,
}

const fn booked(
    (ahead, time): (i32, &'static str),
    service: usize,
    person: &'static str,
    customer: &'static str,
    act: Option<BookingAct>,
) -> Booked {
    Booked { ahead, time, service, person, customer, act, note: "" }
}

const CALENDAR: [Booked; 14] = [
    booked((-2, "09:00"), 0, "Rukia", "Mwajuma Salum", Some(BookingAct::Complete)),
    booked((-2, "14:00"), 4, "Doreen", "Happiness Mushi", Some(BookingAct::Complete)),
    booked((-1, "09:30"), 1, "Rukia", "Rehema Komba", Some(BookingAct::Complete)),
    booked((-1, "11:00"), 3, "Asha", "Juma Said", Some(BookingAct::Miss)),
    booked((-1, "15:00"), 2, "Doreen", "Grace Shayo", Some(BookingAct::Cancel)),
    Booked {
        note: "Anakuja na mtoto. Aletewe kiti cha ziada.",
        ..booked((0, "09:00"), 0, "Rukia", "Halima Omari", Some(BookingAct::Confirm))
    },
    booked((0, "11:00"), 4, "Doreen", "Anna Massawe", Some(BookingAct::Confirm)),
    booked((0, "13:00"), 3, "Asha", "Emmanuel John", None),
    booked((0, "16:00"), 1, "Rukia", "Saida Abdallah", None),
    booked((1, "10:00"), 2, "Asha", "Upendo Kessy", None),
    booked((1, "14:30"), 0, "Rukia", "Mariam Hassan", Some(BookingAct::Confirm)),
    Booked {
        note: "Harusi ni saa 10 jioni, asichelewe.",
        ..booked((2, "09:00"), 5, "Doreen", "Lilian Mollel", Some(BookingAct::Confirm))
    },
    booked((3, "10:30"), 1, "Rukia", "Zainabu Rashidi", None),
    booked((5, "15:00"), 4, "Doreen", "Esther Lema", None),
];

/// What the owner has written down: questions with their answers.
const ANSWERS: [(&str, &str); 5] = [
    (
        "Mnakubali malipo gani?",
        "Tunapokea fedha taslimu, M-Pesa, Tigo Pesa (Mixx by Yas) na Airtel Money. Malipo hufanyika baada ya huduma.",
    ),
    ("Mko wapi?", "Tuko Mtaa wa Rwagasore, Mwanza mjini, ghorofa ya kwanza juu ya duka la dawa."),
    (
        "Je, rasta mnaweka nyie au nije nazo?",
        "Unaweza kuja na rasta zako, au ukanunua hapa kwa TSh 5,000 hadi 8,000 kwa pakiti.",
    ),
    ("Mna maegesho ya magari?", "Ndiyo, kuna maegesho ya bure nyuma ya jengo."),
    (
        "Mnahudumia watoto?",
        "Ndiyo, tunasuka na kunyoa watoto wa kuanzia miaka mitatu. Bei ya kusuka mtoto ni TSh 12,000.",
    ),
];
/// A file as the owner would hand it in.
const RULES: (&str, &[u8]) = ("utaratibu-wa-saluni.md", include_bytes!("utaratibu-wa-saluni.md"));

/// Fills the salon, and has customers write to it.
pub(super) async fn fill(salon: &Business<'_>, now: Instant) -> anyhow::Result<()> {
    let services = offer(salon).await?;
    book(salon, &services, now).await?;
    write_down(salon).await?;
    salon.converse(NEEMA, &["Habari", "2"]).await?;
    let wish = "naomba kusuka rasta keshokutwa saa sita mchana";
    salon.converse(NEEMA, &[wish, "ndiyo"]).await?;
    salon.converse(ZUHURA, &["Mnakubali M-Pesa?", "Je, mnatoboa masikio?"]).await?;
    salon.converse(BARAKA, &["Mambo", "5"]).await
}

async fn offer(salon: &Business<'_>) -> anyhow::Result<Vec<ServiceId>> {
    let Business { engine, owner, tenant } = salon;
    let mut services = Vec::new();
    for [name_sw, name_en, minutes, buffer, price] in SERVICES.map(|row| row.map(str::to_owned)) {
        let active = "on".to_owned();
        let form = ServiceForm { name_sw, name_en, minutes, buffer, price, active };
        services.push(engine.save_service(owner, *tenant, None, &form).await?);
    }
    // The first service has brought somebody along who bears the salon's name: that is Asha.
    let mut known = engine.shelf(owner, *tenant).await?.resources.into_iter().map(|known| known.id);
    for (name, does, hours) in PEOPLE {
        let does = does.iter().filter_map(|place| services.get(*place));
        let form = ResourceForm {
            name: name.to_owned(),
            capacity: "1".to_owned(),
            services: does.map(ToString::to_string).collect(),
            hours: hours
                .map_or_else(HoursForm::default, |hours| hours_form(&WeekHours([Some(hours); 7]))),
        };
        engine.save_resource(owner, *tenant, known.next(), &form).await?;
    }
    Ok(services)
}

async fn book(salon: &Business<'_>, services: &[ServiceId], now: Instant) -> anyhow::Result<()> {
    let Business { engine, owner, tenant } = salon;
    let people = engine.shelf(owner, *tenant).await?.resources;
    let id_of = |name: &str| people.iter().find(|person| person.name == name).map(|found| found.id);
    for booked in &CALENDAR {
        let form = BookingForm {
            customer: booked.customer.to_owned(),
            service: services.get(booked.service).map(ToString::to_string).unwrap_or_default(),
            resource: id_of(booked.person).map(|id| id.to_string()).unwrap_or_default(),
            date: salon.day(now, booked.ahead).await?,
            time: booked.time.to_owned(),
            note: booked.note.to_owned(),
        };
        let made = engine.book(owner, *tenant, &form).await?;
        if let Some(act) = booked.act {
            engine.change_booking(owner, *tenant, made.id, act).await?;
        }
    }
    let first = salon.day(now, 12).await?;
    let reason = "Mapumziko ya wafanyakazi".to_owned();
    let closure = ClosureForm { first, reason, ..ClosureForm::default() };
    engine.add_closure(owner, *tenant, &closure).await?;
    Ok(())
}

async fn write_down(salon: &Business<'_>) -> anyhow::Result<()> {
    let Business { engine, owner, .. } = salon;
    for (question, answer) in ANSWERS {
        let (question, answer) = (question.to_owned(), answer.to_owned());
        engine
            .save_answer(owner, &AnswerForm { question, answer, ..AnswerForm::default() })
            .await?;
    }
    let (name, text) = RULES;
    engine.save_file(owner, name.to_owned(), text.to_vec()).await?;
    Ok(())
}
