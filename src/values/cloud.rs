//! The clouds that run Partner Center, and where each is found.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::values::address::without_user;

/// A cloud: where its API is, where its tokens come from, and what they are for.
///
/// | cloud | API | sign-in |
/// |---|---|---|
/// | [`Global`](Self::Global) | `https://api.partnercenter.microsoft.com` | `https://login.microsoftonline.com` |
/// | [`UsGovernment`](Self::UsGovernment) | `https://api.partnercenter.microsoft.com` | `https://login.microsoftonline.us` |
/// | [`China`](Self::China), operated by 21Vianet | `https://partner.partnercenterapi.microsoftonline.cn` | `https://login.partner.microsoftonline.cn` |
///
/// Sources differ on the sign-in address for China; `https://login.chinacloudapi.cn` is the
/// older one and can be set with
/// [`PartnerCenterBuilder::authority`](crate::PartnerCenterBuilder::authority).
///
/// Clouds differ in what they offer: 21Vianet has neither reservations nor one-time purchases, and
/// outside of the global cloud the catalog is documented by customer
/// ([`Customer::catalog`](crate::Customer::catalog)). What is known to be missing is refused before
/// it is sent ([`DocumentRules`](crate::transport::DocumentRules)). To reach another address of one
/// of these clouds, a proxy or an emulator, name the cloud and its
/// [`base_url`](crate::PartnerCenterBuilder::base_url); of a custom cloud nothing is known.
///
/// Microsoft Cloud Germany closed on 29 October 2021; asking for it by name says so.
///
/// ```
/// use partner_center::Cloud;
///
/// let china: Cloud = "china".parse()?;
/// assert_eq!(china, Cloud::China);
/// assert_eq!(Cloud::UsGovernment.authority(), "https://login.microsoftonline.us");
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Global,
    /// The cloud of the United States government, which shares the API of the public cloud
    /// and has a sign-in of its own.
    UsGovernment,
    /// The cloud in China, operated by 21Vianet.
    China,
    /// Another place that speaks the same API, such as an emulator.
    Custom(CustomCloud),
}

/// The addresses of a [`Cloud::Custom`].
///
/// [`Cloud::custom`] makes one:
///
/// ```
/// use partner_center::{Cloud, PartnerCenter, auth::StaticToken};
///
/// # fn main() -> partner_center::Result<()> {
/// let emulator = Cloud::custom("http://127.0.0.1:8470", "http://127.0.0.1:8470");
/// let partner = PartnerCenter::builder(StaticToken::app_only("token")).cloud(emulator).build()?;
/// assert_eq!(partner.base_url(), "http://127.0.0.1:8470");
/// # Ok(())
/// # }
/// ```
///
/// Another audience than that of the public cloud is set with
/// [`PartnerCenterBuilder::audience`](crate::PartnerCenterBuilder::audience).
#[derive(Clone, PartialEq, Eq)]
pub struct CustomCloud {
    base_url: String,
    authority: String,
    audience: String,
}

/// Why a cloud or an address of it is refused.
pub(crate) const GERMANY_CLOSED: &str = "Microsoft Cloud Germany closed on 29 October 2021: use \
                                         the global cloud, where its customers were moved";

const GLOBAL: &str = "https://api.partnercenter.microsoft.com";
const CHINA: &str = "https://partner.partnercenterapi.microsoftonline.cn";

impl Cloud {
    /// A place of your own: `base_url` is where the API is, without `/v1`, and `authority`
    /// where tokens come from, without the tenant. Tokens are asked for the audience of the
    /// public cloud.
    ///
    /// Both must be `https`, or `http` on the machine itself; that is checked when the
    /// client is built.
    pub fn custom(base_url: impl Into<String>, authority: impl Into<String>) -> Self {
        Self::Custom(CustomCloud {
            base_url: base_url.into(),
            authority: authority.into(),
            audience: GLOBAL.to_owned(),
        })
    }

    /// The name of the cloud in the document: `global`, `us-government` or `china`; `custom`
    /// for any other.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGovernment => "us-government",
            Self::China => "china",
            Self::Custom(_) => "custom",
        }
    }

    /// Where the API is, without `/v1`.
    pub fn base_url(&self) -> &str {
        match self {
            Self::Global | Self::UsGovernment => GLOBAL,
            Self::China => CHINA,
            Self::Custom(custom) => &custom.base_url,
        }
    }

    /// Where tokens come from, without the tenant.
    pub fn authority(&self) -> &str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
            Self::Custom(custom) => &custom.authority,
        }
    }

    /// What tokens are for: the `resource` of the v1 token endpoint. The scope of the v2.0
    /// endpoint is this and `/.default`.
    pub fn audience(&self) -> &str {
        match self {
            Self::Global | Self::UsGovernment => GLOBAL,
            Self::China => CHINA,
            Self::Custom(custom) => &custom.audience,
        }
    }
}

/// Without what an address may hold before its host: a client refuses a password there, but
/// it may be printed before that.
impl fmt::Debug for CustomCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomCloud")
            .field("base_url", &without_user(&self.base_url))
            .field("authority", &without_user(&self.authority))
            .field("audience", &self.audience)
            .finish()
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Cloud {
    type Err = Error;

    /// Reads a cloud's [name](Self::name), without regard to case.
    fn from_str(text: &str) -> Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "global" => Ok(Self::Global),
            "us-government" => Ok(Self::UsGovernment),
            "china" => Ok(Self::China),
            "germany" => Err(Error::invalid("cloud", GERMANY_CLOSED)),
            _ => Err(Error::invalid(
                "cloud",
                format!("`{text}` is unknown: use `global`, `us-government` or `china`"),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back() {
        for cloud in [Cloud::Global, Cloud::UsGovernment, Cloud::China] {
            assert_eq!(cloud.to_string().to_uppercase().parse::<Cloud>().unwrap(), cloud);
        }
    }

    #[test]
    fn germany_is_refused_with_its_closing_date() {
        let error = "Germany".parse::<Cloud>().unwrap_err();
        assert!(error.to_string().contains("29 October 2021"), "{error}");
        assert!("mars".parse::<Cloud>().unwrap_err().to_string().contains("`mars`"));
    }
}
