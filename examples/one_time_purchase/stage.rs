//! Where the purchase takes place.

use std::time::{Duration, SystemTime};

use partner_center::types::{Segment, TargetView};
use partner_center::{
    Cloud, CustomerId, Error, PartnerCenter, PartnerCenterBuilder, Result, Term,
    clock::SeededEntropy,
};
use partner_center_emulator::{
    Cloud as EmulatedCloud, Emulator, EmulatorClock, Options, Settings, seed,
};

use crate::shared::embedded;
use crate::shared::environment::{required, variable};
use crate::time::{HurriedClock, Time};
use crate::wishes::Wish;

/// Nine o'clock on 12 January 2026, when it is in the emulator inside the program.
const MORNING: Duration = Duration::from_secs(1_768_208_400);

/// Where the purchase takes place, and what is bought there.
pub(crate) struct Stage {
    pub(crate) partner: PartnerCenter,
    pub(crate) customer: CustomerId,
    pub(crate) segment: Option<Segment>,
    pub(crate) wishes: Vec<Wish>,
    /// Said once, so that nobody is in doubt.
    pub(crate) place: String,
    /// Whether money is at stake.
    pub(crate) is_real: bool,
    pub(crate) time: Time,
}

impl Stage {
    pub(crate) async fn set(cloud: Option<Cloud>) -> Result<Self> {
        match variable("TENANT") {
            Some(_) => Self::elsewhere(cloud).await,
            None => Self::embedded(cloud.unwrap_or_default()),
        }
    }

    /// An emulator of that cloud inside the program, in which time passes as fast as it is waited
    /// for, and everything is the same each time.
    pub(crate) fn embedded(cloud: Cloud) -> Result<Self> {
        let mut settings = Settings::default();
        settings.registration_seconds = 40;
        settings.prefulfillment_seconds = 45;
        settings.fulfillment_seconds = 100;
        settings.entitlement_delay_seconds = 60;
        let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + MORNING);
        settings.cloud = EmulatedCloud::named(cloud.name()).unwrap_or_default();
        let options = Options::new().clock(clock).seed_ids(1).settings(settings);
        let emulator = Emulator::new(options);
        let partner = embedded::builder(&emulator, embedded::user())
            .clock(HurriedClock::new(emulator.clock().clone()))
            .entropy(SeededEntropy::new(1))
            .cloud(cloud.clone())
            .application("one_time_purchase")
            .build()?;
        let reservation = Wish {
            view: TargetView::AzureReservationsVm,
            product: seed::PRODUCT_RESERVATION.into(),
            sku: seed::SKU_RESERVATION_ONE_YEAR.into(),
            quantity: 1,
            corrected: 1,
            term: Some(Term::Year),
            subscription: Some(seed::SUBSCRIPTION_ACTIVE.into()),
            region: None,
        };
        let software = Wish {
            view: TargetView::SoftwarePerpetual,
            product: seed::PRODUCT_PERPETUAL.into(),
            sku: seed::SKU_PERPETUAL.into(),
            quantity: 2,
            corrected: 3,
            term: None,
            subscription: None,
            region: None,
        };
        Ok(Self {
            partner,
            customer: seed::CUSTOMER_US.into(),
            segment: Some(Segment::Commercial),
            wishes: vec![software, reservation],
            place: format!(
                "in an emulator of the cloud {cloud} inside this program: nothing is bought for \
                 real"
            ),
            is_real: false,
            time: Time::Embedded(emulator),
        })
    }

    /// A running emulator, or the real service.
    async fn elsewhere(cloud: Option<Cloud>) -> Result<Self> {
        let mut builder = PartnerCenterBuilder::from_env()?.application("one_time_purchase");
        if let Some(cloud) = cloud {
            builder = builder.cloud(cloud);
        }
        let partner = builder.build()?;
        let is_real = !is_here(partner.base_url());
        let time = if is_real { Time::Real } else { Time::at(partner.base_url()).await };
        let quantity = match variable("QUANTITY") {
            None => 1,
            Some(text) => text.parse().map_err(|_| {
                Error::invalid("PARTNER_CENTER_QUANTITY", format!("`{text}` is not a number"))
            })?,
        };
        let wish = Wish {
            view: variable("VIEW").as_deref().unwrap_or("Software").into(),
            product: required("PRODUCT")?.into(),
            sku: required("SKU")?.into(),
            quantity,
            corrected: quantity,
            term: variable("TERM").map(|term| Term::from(term.as_str())),
            subscription: variable("SUBSCRIPTION").map(Into::into),
            region: variable("REGION"),
        };
        Ok(Self {
            place: format!("in the cloud {}, at {}", partner.cloud(), partner.base_url()),
            partner,
            customer: required("CUSTOMER")?.into(),
            segment: variable("SEGMENT").map(Into::into),
            wishes: vec![wish],
            is_real,
            time,
        })
    }
}

/// Whether an address is of this machine. Plain http is allowed there alone, so nothing that
/// begins like this is a service that sells.
fn is_here(base_url: &str) -> bool {
    base_url.starts_with("http://")
}
