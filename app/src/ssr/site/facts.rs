//! What the public pages know about this installation.

use domain::plans::Plans;

/// Who runs this installation; what is unknown is left out of the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// The name of the company or person.
    pub name: Option<String>,
    /// The postal address, on one line.
    pub address: Option<String>,
    /// Where people may write to.
    pub email: Option<String>,
    /// Where people may call.
    pub phone: Option<String>,
}

/// Where the program's source is, and under which terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Whether the program contains WhatsApp's protocol, and with it code under the AGPL.
    pub is_combined: bool,
    /// Where its source can be had.
    pub url: Option<String>,
}

/// What is the same for every visitor.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The address that browsers use, such as `https://flowhq.example`; where it is unknown, pages
    /// name no address of their own.
    pub origin: Option<String>,
    /// The path of the style sheet.
    pub sheet: String,
    /// What it costs.
    pub plans: Plans,
    /// Who runs it.
    pub operator: Operator,
    /// Where its source is.
    pub source: Source,
}
