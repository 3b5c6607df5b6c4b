//! The command line: what it understands.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Parser, Subcommand};

use crate::config::setting;

/// Flow HQ answers a business's customers on WhatsApp.
#[derive(Debug, Parser)]
#[command(name = "flowhq", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// A TOML file with settings; also FLOWHQ_CONFIG
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do.
    #[command(subcommand)]
    pub command: Task,
}

/// One thing that the program can do.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run the server
    Serve {
        /// Start with an admin and three businesses with history, if the database is empty
        #[arg(long)]
        demo: bool,
    },
    /// Look after the database's schema
    Migrate {
        /// What to do with it.
        #[command(subcommand)]
        step: MigrateTask,
    },
    /// Look after admins
    Admin {
        /// What to do.
        #[command(subcommand)]
        task: AdminTask,
    },
    /// Look after demo data
    Demo {
        /// What to do.
        #[command(subcommand)]
        task: DemoTask,
    },
    /// Look after the keys that seal secrets in the database
    Keys {
        /// What to do.
        #[command(subcommand)]
        task: KeysTask,
    },
    /// Look at everything that the server needs, and say what is wrong and what to do
    Doctor {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy the database into a file and restore it on trial; the server may go on running
    Backup {
        /// A new file
        file: PathBuf,
    },
    /// Make a backup the database again; the server must not run
    Restore {
        /// The backup
        file: PathBuf,
        /// Replace a database that holds data
        #[arg(long)]
        replace: bool,
    },
    /// Look after the event log
    Audit {
        /// What to do.
        #[command(subcommand)]
        task: AuditTask,
    },
    /// Look after the configuration
    Config {
        /// What to do.
        #[command(subcommand)]
        task: ConfigTask,
    },
}

/// What can be done with the schema.
#[derive(Debug, Subcommand)]
pub enum MigrateTask {
    /// Bring the schema up to date
    Up,
    /// Take the newest steps back; their data is lost
    Down {
        /// How many steps
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// List the steps
    Status,
}

/// What can be done about admins.
#[derive(Debug, Subcommand)]
pub enum AdminTask {
    /// Create an admin; the password comes from FLOWHQ_ADMIN_PASSWORD or from standard input
    Create {
        /// The e-mail address
        #[arg(long)]
        email: String,
        /// The name
        #[arg(long, default_value = "Admin")]
        name: String,
    },
    /// Take away the second factor of somebody, admin or not, who lost phone and recovery codes
    ResetSecondFactor {
        /// The e-mail address
        #[arg(long)]
        email: String,
    },
}

/// What can be done about demo data.
#[derive(Debug, Subcommand)]
pub enum DemoTask {
    /// Fill an empty database with an admin and three businesses with history
    Seed,
}

/// What can be done about keys.
#[derive(Debug, Subcommand)]
pub enum KeysTask {
    /// Seal every secret with the current key, or with a new one where the key is kept in a file
    Rotate,
    /// Show which key seals how much
    Status,
}

/// What can be done about the event log.
#[derive(Debug, Subcommand)]
pub enum AuditTask {
    /// Find events that were changed, left out, inserted or cut off
    Verify {
        /// Only this tenant's
        #[arg(long, value_name = "ID")]
        tenant: Option<String>,
    },
}

/// What can be done about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Check it, and name everything that is wrong
    Check,
}

/// The settings as flags; a flag goes before the environment, and that before the file.
#[derive(Debug, Default)]
pub struct Flags(pub BTreeMap<&'static str, String>);

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in setting::ALL {
            if let Some(value) = matches.get_one::<String>(setting.name) {
                self.0.insert(setting.name, value.clone());
            }
        }
        Ok(())
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(setting::ALL.iter().map(|setting| {
            Arg::new(setting.name)
                .long(setting.flag)
                .value_name(setting.name)
                .help(setting.help)
                .help_heading(
                    "Settings, also in the environment under the name shown and in the file",
                )
                .action(ArgAction::Set)
                .global(true)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_setting_is_a_flag_before_and_after_the_command() {
        for line in
            [["flowhq", "--addr", "[::1]:1", "serve"], ["flowhq", "serve", "--addr", "[::1]:1"]]
        {
            let cli = Cli::try_parse_from(line).unwrap();
            assert_eq!(
                cli.flags.0.get("FLOWHQ_ADDR").map(String::as_str),
                Some("[::1]:1"),
                "{line:?}"
            );
        }
    }
}
