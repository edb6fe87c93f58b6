//! What holds for the region in an inventory check by resource type.

use partner_center_api::types::InventoryResourceType;

/// Whether a question about a resource type has a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// It must have one.
    Given,
    /// It must not: the service refuses it with 400.
    LeftOut,
    /// No source says; it has one where the SKU asks for it.
    AsTheSkuSays,
}

impl Region {
    pub(super) fn of(kind: &InventoryResourceType) -> Self {
        use InventoryResourceType as Kind;
        match kind {
            Kind::AppService
            | Kind::Avs
            | Kind::AzureFiles
            | Kind::Backup
            | Kind::BlockBlob
            | Kind::DataFactory
            | Kind::DedicatedHost
            | Kind::FabricCapacity
            | Kind::ManagedDisk
            | Kind::MariaDb => Self::Given,
            Kind::AzureDataExplorer
            | Kind::CopilotCredit
            | Kind::CosmosDb
            | Kind::Databricks
            | Kind::FoundryAgent
            | Kind::GitHubAiCredit
            | Kind::GitHubP3
            | Kind::Mdc => Self::LeftOut,
            _ => Self::AsTheSkuSays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_the_rule_that_the_document_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/spec/catalog/schemas.yaml");
        let document = std::fs::read_to_string(path).unwrap();
        for word in InventoryResourceType::KNOWN {
            let start = format!("    {word}: ");
            let line = document.lines().find(|line| line.starts_with(&start)).unwrap();
            let said = match line {
                line if line.ends_with("The region must be given.") => Region::Given,
                line if line.ends_with("The region must be left out.") => Region::LeftOut,
                _ => Region::AsTheSkuSays,
            };
            assert_eq!(Region::of(&InventoryResourceType::from(*word)), said, "{word}");
        }
    }

    #[test]
    fn a_word_of_tomorrow_is_asked_about_as_the_sku_says() {
        assert_eq!(Region::of(&"VirtualMachines".into()), Region::AsTheSkuSays);
    }
}
