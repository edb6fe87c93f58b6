//! What is offered.

use partner_center::types::{Product, Sku, TargetView};

use crate::arguments::ProductCommand;
use crate::exit::Outcome;
use crate::output::{Format, list, or_empty};
use crate::session::Session;

pub(crate) async fn run(session: &Session, command: ProductCommand, format: Format) -> Outcome {
    match command {
        ProductCommand::List { country, view } => {
            let catalog = session.partner.catalog(country.parse()?);
            let view = TargetView::from(view.as_str());
            let all: Vec<Product> = catalog.products(view).await?.complete()?;
            list(format, &["id", "title"], &all, |one| {
                vec![or_empty(one.id.as_ref()), or_empty(one.title.as_deref())]
            })
        }
        ProductCommand::Skus { product, country } => {
            let catalog = session.partner.catalog(country.parse()?);
            let all: Vec<Sku> = catalog.skus(&product.as_str().into()).await?.complete()?;
            list(format, &["product:SKU", "title", "least", "most"], &all, |one| {
                vec![
                    format!("{product}:{}", or_empty(one.id.as_ref())),
                    or_empty(one.title.as_deref()),
                    or_empty(one.minimum_quantity),
                    or_empty(one.maximum_quantity),
                ]
            })
        }
    }
}
