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
    DATABASE_MAX_CONNECTIONS "database-max-connections" false "most connections to the database [20]";
    DATABASE_MIN_CONNECTIONS "database-min-connections" false "connections that are kept open [5]";
    DATABASE_ACQUIRE_SECONDS "database-acquire-seconds" false "longest wait for a free connection [5]";
    DATABASE_IDLE_SECONDS "database-idle-seconds" false "how long an unused connection is kept [30]";
    DATABASE_CONNECT_SECONDS "database-connect-seconds" false "longest wait for a new connection [2]";
    SECRET_KEY "secret-key" true "32 bytes in base64 that encrypt secrets in the database; required in production";
    SANDBOX "sandbox" false "on or off: the phone in the browser [on, in production off]";
    ADMIN_EMAIL "admin-email" false "e-mail address of the first admin, made at start when there is none";
    ADMIN_PASSWORD "admin-password" true "password of the first admin, and of Basic auth for the control plane's JSON";
    ADMIN_BASIC "admin-basic" false "on or off: Basic auth for the control plane's JSON [on, in production off]";
    PORTAL_KEY "portal-key" true "the key that callers of the portal's JSON send as x-portal-key; without it that JSON is off";
    HEARTBEAT_SECONDS "heartbeat-seconds" false "how often a worker shows a sign of life [30]";
    STALE_SECONDS "stale-seconds" false "how long a worker may be silent [120]";
    REPLIES_PER_MINUTE "replies-per-minute" false "most replies of one tenant in 60 seconds [10]";
    NODE_NAME "node-name" false "this process's name among the nodes [the machine's name]";
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
