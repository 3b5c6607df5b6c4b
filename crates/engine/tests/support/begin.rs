//! How the worlds with workers in them begin: people, a business to approve, a sandbox that waits for nothing.

use std::time::Duration;

use channel::sandbox::SandboxTiming;
use domain::Principal;
use domain::forms::{DayForm, HoursForm, SetupForm, SignUpForm};
use engine::{ClientInfo, Engine, SignedIn};
use tokio::time::timeout;

/// Far longer than anything here takes; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The first admin.
pub async fn admin(engine: &Engine) -> Principal {
    let email = "admin@example.com";
    engine.create_admin("Admin", email, "siri ya admin").await.unwrap();
    engine.principal_by_email(email).await.unwrap().unwrap()
}

/// The owner of a business that has just signed up.
pub async fn owner(engine: &Engine, business: &str) -> SignedIn {
    let form = SignUpForm {
        name: "Asha".into(),
        business_name: business.into(),
        email: format!("{}@example.com", business.to_lowercase().replace(' ', ".")),
        password: "nenosiri refu".into(),
    };
    engine.sign_up(&form, &ClientInfo::default()).await.unwrap()
}

/// What the owner asks for.
pub fn setup_form(business: &str) -> SetupForm {
    SetupForm {
        business_name: business.into(),
        business_type: "Salon".into(),
        template: "BOOKING".into(),
        whatsapp_number: "+255712345678".into(),
        language: "SW".into(),
        hours: HoursForm {
            mon: DayForm { from: "08:00".into(), to: "18:00".into() },
            ..HoursForm::default()
        },
    }
}

/// Codes that stay long enough to be scanned, and receipts at once.
pub fn sandbox_timing() -> SandboxTiming {
    SandboxTiming {
        first_code: Duration::from_mins(1),
        next_code: Duration::from_secs(20),
        receipts: Duration::ZERO,
    }
}

/// Waits until `look` finds something.
///
/// # Panics
/// When it does not come in time.
pub async fn wait_for<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let search = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    match timeout(PATIENCE, search).await {
        Ok(found) => found,
        Err(elapsed) => panic!("waited in vain for {what}: {elapsed}"),
    }
}
