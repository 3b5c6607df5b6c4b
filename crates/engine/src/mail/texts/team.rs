//! Mails about the people of a business.

use domain::team::{INVITATION_DAYS, VIEW_MINUTES};
use domain::{Language, Role};

use super::{Draft, draft, hello, linked};

/// Asks somebody to work for a business.
pub(super) fn invited(
    inviter: &str,
    business: &str,
    role: Role,
    token: &str,
    language: Language,
) -> Draft {
    let link = format!("/invited?token={token}");
    match language {
        Language::Sw => linked(
            &format!("{inviter} amekualika kwenye timu ya {business}"),
            vec![
                "Habari,".into(),
                format!(
                    "{inviter} anakualika kufanya kazi na {business} kwenye Flow HQ, {}. Fungua kiungo hiki, andika jina lako na uchague nenosiri.",
                    as_role_sw(role)
                ),
            ],
            ("Jiunge na timu", link),
            &format!(
                "Kiungo kinafanya kazi kwa siku {INVITATION_DAYS}, mara moja tu. Kama humjui {inviter}, puuza barua hii."
            ),
        ),
        Language::En => linked(
            &format!("{inviter} invites you to the team of {business}"),
            vec![
                "Hello,".into(),
                format!(
                    "{inviter} asks you to work with {business} on Flow HQ, {}. Open this link, write your name and choose a password.",
                    as_role_en(role)
                ),
            ],
            ("Join the team", link),
            &format!(
                "The link works once, for {INVITATION_DAYS} days. If you do not know {inviter}, ignore this mail."
            ),
        ),
    }
}

fn as_role_sw(role: Role) -> &'static str {
    match role {
        Role::Admin => "kama msimamizi",
        Role::Owner => "kama mmiliki",
        Role::Manager => "kama meneja",
        Role::Agent => "kama mhudumu wa wateja",
        Role::Auditor => "kama mkaguzi",
    }
}

fn as_role_en(role: Role) -> &'static str {
    match role {
        Role::Admin => "as an admin",
        Role::Owner => "as the owner",
        Role::Manager => "as a manager",
        Role::Agent => "as an agent who answers customers",
        Role::Auditor => "as an auditor",
    }
}

/// Tells an owner that somebody of Flow HQ looks at the business.
pub(super) fn viewed(
    name: &str,
    business: &str,
    by: &str,
    reason: &str,
    language: Language,
) -> Draft {
    let link = |word| Some((word, "/app/team".to_owned()));
    match language {
        Language::Sw => Draft {
            link: link("Ona timu"),
            ..draft(
                &format!("Flow HQ inaitazama {business}"),
                vec![
                    hello(name, language),
                    format!(
                        "{by} wa Flow HQ anaitazama {business} kama mkaguzi anavyoiona, kwa dakika {VIEW_MINUTES} tu. Sababu: {reason}"
                    ),
                    "Hawezi kubadilisha chochote: hatumi ujumbe, hahifadhi na hapakui faili. Kila mara tunapotazama huandikwa kwenye ukurasa wa timu yako."
                        .into(),
                ],
            )
        },
        Language::En => Draft {
            link: link("See the team"),
            ..draft(
                &format!("Flow HQ looks at {business}"),
                vec![
                    hello(name, language),
                    format!(
                        "{by} of Flow HQ looks at {business} as its auditor would, for {VIEW_MINUTES} minutes at most. Reason: {reason}"
                    ),
                    "Nothing can be changed this way: no message is sent, nothing is saved and no file is taken out. Every time we look stands on the page of your team."
                        .into(),
                ],
            )
        },
    }
}
