//! Enums that are stored and emitted as short texts.

/// The text stands for no variant of the enum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no {what}")]
pub struct UnknownText {
    /// The enum's name.
    pub what: &'static str,
    /// The text as it came.
    pub text: String,
}

/// Declares an enum with one text per variant: the same in the database, in JSON and in the logs.
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[$vmeta])* #[serde(rename = $text)] $variant, )+
        }

        impl $name {
            /// Every variant, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text as it is stored and emitted.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownText { what: stringify!($name), text: text.to_owned() }),
                }
            }
        }
    };
}
pub(crate) use text_enum;

#[cfg(test)]
mod tests {
    use crate::{Role, SetupStatus, TenantStatus};

    #[test]
    fn every_text_reads_back() {
        for status in TenantStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
        }
        for status in SetupStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
        }
    }

    #[test]
    fn an_unknown_text_is_named() {
        let refused = "active".parse::<TenantStatus>().unwrap_err();
        assert_eq!(refused.to_string(), "'active' is no TenantStatus");
        assert!("owner".parse::<Role>().is_err());
    }
}
