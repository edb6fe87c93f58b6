//! Which cloud the emulator stands for, and what it offers there.

use serde::{Deserialize, Serialize};

use crate::document::Operation;

/// A cloud that runs Partner Center.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Global,
    /// The cloud of the United States government.
    UsGovernment,
    /// The cloud in China, operated by 21Vianet.
    China,
}

/// What becomes of operations of which no page says whether the cloud has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SilentOperations {
    /// They are served.
    #[default]
    Served,
    /// They are answered like those that the cloud is known not to have: 404 with code 1000.
    NotFound,
}

impl Cloud {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Global, Self::UsGovernment, Self::China];

    /// The name of the cloud in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGovernment => "us-government",
            Self::China => "china",
        }
    }

    /// The cloud of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.name().eq_ignore_ascii_case(name))
    }

    /// Whether the cloud has an operation.
    pub(crate) fn offers(self, operation: &Operation, silent: SilentOperations) -> bool {
        let is_among = |clouds: &[String]| clouds.iter().any(|name| name == self.name());
        match silent {
            SilentOperations::Served if is_among(&operation.silent_clouds) => true,
            _ => is_among(&operation.clouds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_has_one_name_everywhere() {
        for cloud in Cloud::ALL {
            assert_eq!(serde_json::to_value(cloud).unwrap(), cloud.name());
            assert_eq!(Cloud::named(&cloud.name().to_uppercase()), Some(cloud));
        }
        assert_eq!(Cloud::named("germany"), None);
    }
}
