//! The names of all settings: one table for flags, environment, file and help.

/// One thing that can be configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// Its name as a flag, without the hyphens in front; with `_` for `-` also its name in the file.
    pub flag: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Whether its value is never shown.
    pub secret: bool,
}

impl Setting {
    /// Its name in the file.
    pub fn key(&self) -> String {
        self.flag.replace('-', "_")
    }
}

macro_rules! settings {
    ($($ident:ident $flag:literal $secret:literal $help:literal;)+) => {
        $(
            #[doc = $help]
            pub static $ident: Setting = Setting {
                name: concat!("FLOWHQ_", stringify!($ident)),
                flag: $flag,
                help: $help,
                secret: $secret,
            };
        )+

        /// Every setting, in the order of the help text.
        pub static ALL: &[&Setting] = &[$(&$ident),+];
    };
}

settings! {
    ENV "env" false "development or production [development]";
    ADDR "addr" false "address and port to listen on [127.0.0.1:3000]";
    PUBLIC_URL "public-url" false "the address that browsers use, such as https://flowhq.example; https makes cookies secure; required in production";
    DATABASE_URL "database-url" true "sqlite://path or postgres://.. [sqlite://data/flowhq.db]";
    DATABASE_OWNER_URL "database-owner-url" true "the same postgres:// database as the role that owns the schema; migrations run over it, and the other role needs no rights on the schema";
    DATABASE_MAX_CONNECTIONS "database-max-connections" false "most connections to the database [20]";
    DATABASE_MIN_CONNECTIONS "database-min-connections" false "connections that are kept open [5]";
    DATABASE_ACQUIRE_SECONDS "database-acquire-seconds" false "longest wait for a free connection [20]";
    DATABASE_IDLE_SECONDS "database-idle-seconds" false "how long an unused connection is kept [30]";
    DATABASE_CONNECT_SECONDS "database-connect-seconds" false "longest wait for a new connection [5]";
    SECRET_KEY "secret-key" true "32 bytes in base64 that encrypt secrets in the database; required in production";
    SECRET_KEY_PREVIOUS "secret-key-previous" true "keys of earlier times, separated by commas; they still open what they sealed, until `flowhq keys rotate` has sealed it anew";
    SANDBOX "sandbox" false "on or off: the phone in the browser [on, in production off]";
    CHANNEL "channel" false "what new businesses are connected over: whatsapp_web (WhatsApp itself) or sandbox (the phone in the browser) [sandbox where that is on, else whatsapp_web]";
    WHATSAPP_PEER "whatsapp-peer" false "a WhatsApp peer on this machine for tests, such as ws://127.0.0.1:9000; only development builds with the feature loopback-peer take one";
    ADMIN_EMAIL "admin-email" false "e-mail address of the first admin, made at start when there is none";
    ADMIN_PASSWORD "admin-password" true "password of the first admin, and of Basic auth for the control plane's JSON";
    ADMIN_BASIC "admin-basic" false "on or off: Basic auth for the control plane's JSON [on, in production off]";
    PORTAL_KEY "portal-key" true "the key that callers of the portal's JSON send as x-portal-key; without it that JSON is off";
    HEARTBEAT_SECONDS "heartbeat-seconds" false "how often a worker shows a sign of life [30]";
    STALE_SECONDS "stale-seconds" false "how long a worker may be silent [120]";
    FILE_MEGABYTES "file-megabytes" false "the largest file of a customer's that is kept, in megabytes, at most 64 [16]";
    FILES_MEGABYTES "files-megabytes" false "what all files of a business's customers may come to, in megabytes [512]";
    FRAGMENT_SECONDS "fragment-seconds" false "how long a chat must be quiet before what came in pieces is answered as one; 0 answers each [4]";
    REPLIES_PER_MINUTE "replies-per-minute" false "most replies of one tenant in 60 seconds [10]";
    TRUSTED_PROXIES "trusted-proxies" false "addresses or networks of reverse proxies, separated by commas, such as 127.0.0.1, 10.0.0.0/8: only they are believed about who asks [none]";
    PUBLIC_FORMS_PER_MINUTE "public-forms-per-minute" false "how often one address may send a public form in a minute, such as the one for signing in; twice as often at once [30]";
    METRICS_TOKEN "metrics-token" true "the bearer token that may read /metrics; without it admins only";
    METRICS_ADDR "metrics-addr" false "a loopback address and port where /metrics needs no token, such as 127.0.0.1:9464 [off]";
    SIGN_IN_TRIES_PER_ADDRESS "sign-in-tries-per-address" false "sign-ins that may fail in 15 minutes from one address before it has to wait; one account has 5 as well; networks of phones that share one address want more [5]";
    SMTP_URL "smtp-url" true "the mail server, such as smtps://user:password@mail.example:465 or smtp://mail.example:587?tls=required; without it mails are not sent";
    MAIL_FROM "mail-from" false "whom mails come from, such as Flow HQ <hello@flowhq.example>; needed with FLOWHQ_SMTP_URL";
    MODEL_URL "model-url" false "a language model that words answers from what a business has written, such as https://models.example/v1 (the address before /chat/completions) [off]";
    MODEL_NAME "model-name" false "the model's name; needed with FLOWHQ_MODEL_URL";
    MODEL_KEY "model-key" true "the key that the language model's server wants, where it wants one";
    MODEL_SECONDS "model-seconds" false "how long customers may wait for the language model before they get the passage as it is [8]";
    MODEL_DAILY "model-daily" false "most questions of one business in a day, by UTC, that each node puts to the language model [200]";
    NODE_NAME "node-name" false "this process's name among the nodes [the machine's name]";
    TIMEZONE "timezone" false "the platform's time zone, an IANA name [Africa/Dar_es_Salaam]";
    OPERATOR_NAME "operator-name" false "who runs this installation, as the public pages say";
    OPERATOR_ADDRESS "operator-address" false "the operator's postal address, on one line";
    OPERATOR_PHONE "operator-phone" false "the phone number that visitors may call";
    CONTACT_EMAIL "contact-email" false "the e-mail address that visitors may write to; messages of the contact page are mailed there";
    SOURCE_URL "source-url" false "where visitors get the source of this very program, an address on the web; its licence wants that of whoever lets others use it";
    PLANS_FILE "plans-file" false "the price list of /pricing, a TOML file [built in]";
    SITE_DIR "site-dir" false "the folder with the browser's files [site beside the program]";
    LOG "log" false "what is logged: a level or tracing directives [info]";
    LOG_FORMAT "log-format" false "text or json [text]";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_and_the_flags_carry_the_same_names() {
        for setting in ALL {
            assert_eq!(setting.name, format!("FLOWHQ_{}", setting.key().to_uppercase()));
        }
    }
}
