//! What messages carry beside their text.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

/// How much of a message that is answered is kept with the answer, in characters.
pub const QUOTED_MAX: usize = 120;

text_enum! {
    /// What sort of file it is.
    MediaKind {
        /// A picture.
        Image => "image",
        /// A film.
        Video => "video",
        /// A voice message, or music.
        Audio => "audio",
        /// Anything with a name.
        Document => "document",
        /// A small picture without words.
        Sticker => "sticker",
    }
}

text_enum! {
    /// Where a file that a customer sent stands.
    FileState {
        /// It is being fetched.
        Waiting => "waiting",
        /// It is here.
        Kept => "kept",
        /// It is larger than what is kept.
        TooLarge => "too_large",
        /// The business has no room left for it.
        NoRoom => "no_room",
        /// It could not be fetched.
        Lost => "lost",
    }
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Its name, where the channel tells one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// How many bytes it has; while it is not here, how many the sender says that it has.
    pub size: u64,
    /// Where it stands.
    pub state: FileState,
}

/// Pictures that every browser shows and that can hold no program.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

impl FileView {
    /// Whether a browser may show it as a picture. Everything else is only ever downloaded: a customer chose what
    /// is in it.
    pub fn is_picture(&self) -> bool {
        SHOWN.contains(&self.mime.as_str())
    }
}

/// A place on earth, in millionths of a degree: a hand's breadth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    latitude: i32,
    longitude: i32,
}

impl Place {
    /// A place by its degrees; nothing for degrees that are none.
    pub fn at(latitude: f64, longitude: f64) -> Option<Self> {
        let whole = |degrees: f64, most: f64| {
            let is_one = degrees.is_finite() && degrees.abs() <= most;
            // At most 180 million.
            #[expect(clippy::cast_possible_truncation, reason = "checked just before")]
            is_one.then(|| (degrees * 1e6).round() as i32)
        };
        Some(Self { latitude: whole(latitude, 90.0)?, longitude: whole(longitude, 180.0)? })
    }

    /// Degrees to the north.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / 1e6
    }

    /// Degrees to the east.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / 1e6
    }

    /// Latitude and longitude in decimal degrees, as maps want them. Written with whole numbers, because printing
    /// floating point numbers is a large piece of a program for the browser.
    pub fn decimal(self) -> (String, String) {
        let text = |millionths: i32| {
            let sign = if millionths < 0 { "-" } else { "" };
            let size = millionths.unsigned_abs();
            format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
        };
        (text(self.latitude), text(self.longitude))
    }
}

/// A message that another one answers or reacts to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The channel's id of it.
    pub id: String,
    /// The beginning of what it says, where that is known.
    #[serde(default)]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_went_and_nonsense_is_none() {
        let mwanza = Place::at(-2.516_667, 32.9).unwrap();
        assert!(
            (mwanza.latitude() + 2.516_667).abs() < 1e-9
                && (mwanza.longitude() - 32.9).abs() < 1e-9
        );
        for (latitude, longitude) in
            [(90.1, 0.0), (0.0, -180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
        {
            assert_eq!(Place::at(latitude, longitude), None);
        }
    }

    #[test]
    fn only_harmless_pictures_are_shown() {
        let file = |mime: &str| FileView {
            name: None,
            mime: mime.to_owned(),
            size: 1,
            state: FileState::Kept,
        };
        assert!(file("image/jpeg").is_picture());
        for mime in ["image/svg+xml", "text/html", "application/pdf", "image/jpeg; charset=utf-7"] {
            assert!(!file(mime).is_picture(), "{mime}");
        }
    }
}
