//! Drawn signs: Lucide's, on a grid of 24, in the colour of the text beside them.

use domain::TemplateType;
use leptos::prelude::*;

use super::erased::Any;

/// A sign; always beside a word, never instead of one.
///
/// Each is a constant, so that a drawing that no page names is not in the browser's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Icon(&'static str);

macro_rules! icons {
    ($($name:ident = $drawing:ident),* $(,)?) => {
        #[expect(non_upper_case_globals, reason = "they read as the variants of one type")]
        impl Icon {
            $(pub(crate) const $name: Self = Self(icondata_lu::$drawing.data);)*

            /// All of them with their names, to look at.
            pub(crate) const ALL: &[(&'static str, Self)] = &[$((stringify!($name), Self::$name)),*];
        }
    };
}

icons! {
    Home = LuHouse,
    Inbox = LuInbox,
    Chat = LuMessageCircle,
    Phone = LuSmartphone,
    Call = LuPhone,
    Store = LuStore,
    Form = LuClipboardList,
    People = LuUsers,
    Person = LuUser,
    Gear = LuSettings,
    Worker = LuActivity,
    Server = LuServer,
    Clock = LuClock,
    Wait = LuHourglass,
    Check = LuCheck,
    CheckCheck = LuCheckCheck,
    Pause = LuPause,
    Play = LuPlay,
    Alert = LuTriangleAlert,
    Info = LuInfo,
    Help = LuCircleHelp,
    Cross = LuX,
    Dot = LuCircle,
    Link = LuLink,
    Unlink = LuUnlink,
    Globe = LuGlobe,
    Leave = LuLogOut,
    Plus = LuPlus,
    Trash = LuTrash2,
    Restart = LuRotateCw,
    Send = LuSend,
    Search = LuSearch,
    Filter = LuListFilter,
    Up = LuChevronUp,
    Down = LuChevronDown,
    Left = LuChevronLeft,
    Right = LuChevronRight,
    Sort = LuChevronsUpDown,
    More = LuEllipsis,
    Menu = LuMenu,
    Copy = LuCopy,
    Sun = LuSun,
    Moon = LuMoon,
    System = LuMonitor,
    Key = LuKeyRound,
    Lock = LuLock,
    Shield = LuShieldCheck,
    Mail = LuMail,
    Calendar = LuCalendarDays,
    Eye = LuEye,
    Download = LuDownload,
    External = LuExternalLink,
    Edit = LuPencil,
    Bell = LuBell,
    Bag = LuShoppingBag,
    Support = LuLifeBuoy,
    Qr = LuQrCode,
    Star = LuStar,
    Ban = LuBan,
    Undo = LuUndo2,
    History = LuHistory,
    Loader = LuLoaderCircle,
    Spark = LuSparkles,
    Money = LuBanknote,
    Camera = LuCamera,
    Book = LuBookOpen,
    File = LuFileText,
    Upload = LuUpload,
    Package = LuPackage,
    Truck = LuTruck,
    Picture = LuImage,
    Food = LuUtensils,
    Scissors = LuScissors,
    Health = LuStethoscope,
    Bed = LuBedDouble,
    Building = LuBuilding2,
    Dumbbell = LuDumbbell,
}

impl Icon {
    /// The sign of a template.
    pub(crate) fn of(template: TemplateType) -> Self {
        match template {
            TemplateType::Booking => Self::Calendar,
            TemplateType::Ecommerce => Self::Bag,
            TemplateType::Support => Self::Support,
            TemplateType::Restaurant => Self::Food,
            TemplateType::Salon => Self::Scissors,
            TemplateType::Healthcare => Self::Health,
            TemplateType::Hotel => Self::Bed,
            TemplateType::RealEstate => Self::Building,
            TemplateType::Studio => Self::Dumbbell,
        }
    }
}

/// Draws a sign.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=icon.0></svg>
    }
    .any()
}
