//! What all sessions of a process share.

use std::sync::Arc;

use domain::Clock;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;
use whatsapp_rust::CacheConfig;
use whatsapp_rust::bot::{BotBuilder, Provided};
use whatsapp_rust::cache_config::MsgSecretPolicy;
use whatsapp_rust::http::UreqHttpClient;
use whatsapp_rust::wacore::store::DevicePropsOverride;
use whatsapp_rust::waproto::whatsapp::device_props::PlatformType;

use crate::settings::{CONNECTING_AT_ONCE, FILE_MOST, SENT_KEPT};

/// What a linked phone lists us as.
const DEVICE_NAME: &str = "Flow HQ";

/// A builder of the library's that lacks nothing.
pub(crate) type Whole = BotBuilder<Provided, Provided, Provided, Provided>;

/// Whom sessions connect to.
pub(crate) enum Goal {
    /// WhatsApp's own servers.
    WhatsApp,
    /// A peer on this machine.
    #[cfg(feature = "loopback-peer")]
    Peer(crate::Peer),
}

impl Goal {
    fn aim(&self, builder: Whole) -> Whole {
        match self {
            Self::WhatsApp => builder,
            #[cfg(feature = "loopback-peer")]
            Self::Peer(peer) => peer.instead_of_whatsapp(builder),
        }
    }
}

/// What all sessions of a process share: turns to connect, the clock, and whom to connect to.
pub(crate) struct World {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tasks: TaskTracker,
    turns: Arc<Semaphore>,
    goal: Goal,
}

impl World {
    pub(crate) fn new(clock: Arc<dyn Clock>, tasks: TaskTracker, goal: Goal) -> Self {
        Self { clock, tasks, turns: Arc::new(Semaphore::new(CONNECTING_AT_ONCE)), goal }
    }

    /// Waits until it is this session's turn to connect; dropping what it gives ends the turn.
    pub(crate) async fn turn_to_connect(&self) -> OwnedSemaphorePermit {
        let turns = self.turns.clone();
        turns.acquire_owned().await.expect("nobody closes the turns")
    }

    /// Puts into a builder what is the same for all sessions.
    pub(crate) fn furnish(&self, builder: Whole) -> Whole {
        let device = DevicePropsOverride::new()
            .with_os(DEVICE_NAME)
            .with_platform_type(PlatformType::DESKTOP);
        let caches = CacheConfig {
            sent_message_ttl_secs: SENT_KEPT.as_secs(),
            // They open edits and polls, which we pass over.
            msg_secret_policy: MsgSecretPolicy::Disabled,
            ..CacheConfig::default()
        };
        let files = UreqHttpClient::new().with_max_body_bytes(FILE_MOST);
        let builder = builder.with_http_client(files);
        let builder =
            builder.skip_history_sync().with_device_props(device).with_cache_config(caches);
        self.goal.aim(builder)
    }
}
