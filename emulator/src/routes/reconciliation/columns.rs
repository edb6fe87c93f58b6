//! The columns of version 2, and what each is in version 1.

use rust_decimal::Decimal;

use crate::json::{Json, Object};
use crate::state::export::{Columns, ExportKind};

/// A column of an export.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// The property of version 1, where it differs by more than case.
    former: &'static str,
}

/// Its name, the property of version 1 where that differs by more than case, and the smallest set that has it.
type Row = (&'static str, &'static str, Columns);

pub(super) fn columns(kind: ExportKind, set: Columns) -> impl Iterator<Item = Column> {
    let rows = match kind {
        ExportKind::Reconciliation => RECONCILIATION,
        ExportKind::Usage => USAGE,
    };
    let wanted = move |row: &&Row| set == Columns::Full || row.2 == Columns::Basic;
    rows.iter().filter(wanted).map(|(name, former, _)| Column { name, former })
}

impl Column {
    /// What stands in the column for a line of version 1.
    pub(super) fn of(&self, line: &Object) -> Json {
        let former = if self.former.is_empty() { self.name } else { self.former };
        let value = line.get(former);
        if self.name.ends_with("Percentage") {
            return value.map_or(Json::Null, percentage);
        }
        match (self.name, value) {
            ("ProductCategory", _) => category(line).into(),
            // As it is where nothing fills it in.
            (_, None | Some(Json::Null)) => "".into(),
            (_, Some(value)) => value.clone(),
        }
    }
}

/// A share of one as a share of a hundred.
fn percentage(share: &Json) -> Json {
    let text = match share {
        Json::Number(text) | Json::Text(text) => text,
        _ => return Json::Null,
    };
    let hundredfold = text.parse::<Decimal>().ok().map(|share| share * Decimal::ONE_HUNDRED);
    hundredfold.map_or_else(|| share.clone(), |share| share.normalize().into())
}

fn category(line: &Object) -> &'static str {
    let has = |name: &str| line.text(name).is_some_and(|text| !text.is_empty());
    if has("reservationOrderId") {
        "Azure reservation"
    } else if has("subscriptionId") {
        "License"
    } else {
        "Software"
    }
}

const RECONCILIATION: &[Row] = &[
    ("PartnerId", "", Columns::Basic),
    ("CustomerId", "", Columns::Basic),
    ("CustomerName", "", Columns::Basic),
    ("CustomerDomainName", "", Columns::Full),
    ("CustomerCountry", "", Columns::Full),
    ("InvoiceNumber", "", Columns::Basic),
    ("MpnId", "", Columns::Full),
    ("Tier2MpnId", "resellerMpnId", Columns::Basic),
    ("OrderId", "", Columns::Basic),
    ("OrderDate", "", Columns::Basic),
    ("ProductId", "", Columns::Basic),
    ("SkuId", "", Columns::Basic),
    ("AvailabilityId", "", Columns::Basic),
    ("SkuName", "", Columns::Basic),
    ("ProductName", "", Columns::Basic),
    ("ChargeType", "", Columns::Basic),
    ("UnitPrice", "", Columns::Basic),
    ("Quantity", "", Columns::Full),
    ("Subtotal", "", Columns::Basic),
    ("TaxTotal", "", Columns::Basic),
    ("Total", "totalForCustomer", Columns::Basic),
    ("Currency", "", Columns::Basic),
    ("PriceAdjustmentDescription", "", Columns::Basic),
    ("PublisherName", "", Columns::Basic),
    ("PublisherId", "", Columns::Full),
    ("SubscriptionDescription", "", Columns::Full),
    ("SubscriptionId", "", Columns::Basic),
    ("ChargeStartDate", "", Columns::Basic),
    ("ChargeEndDate", "", Columns::Basic),
    ("TermAndBillingCycle", "", Columns::Basic),
    ("EffectiveUnitPrice", "", Columns::Basic),
    ("UnitType", "", Columns::Full),
    ("AlternateId", "", Columns::Full),
    ("BillableQuantity", "", Columns::Basic),
    ("BillingFrequency", "", Columns::Full),
    ("PricingCurrency", "", Columns::Basic),
    ("PCToBCExchangeRate", "", Columns::Basic),
    ("PCToBCExchangeRateDate", "", Columns::Full),
    ("MeterDescription", "", Columns::Full),
    ("ReservationOrderId", "", Columns::Basic),
    ("CreditReasonCode", "", Columns::Basic),
    ("SubscriptionStartDate", "", Columns::Basic),
    ("SubscriptionEndDate", "", Columns::Basic),
    ("ReferenceId", "", Columns::Basic),
    ("ProductQualifiers", "", Columns::Full),
    ("PromotionId", "", Columns::Basic),
    ("ProductCategory", "", Columns::Basic),
];

const USAGE: &[Row] = &[
    ("AdditionalInfo", "", Columns::Basic),
    ("BenefitOrderID", "", Columns::Basic),
    ("BenefitType", "", Columns::Basic),
    ("BillingCurrency", "", Columns::Basic),
    ("ChargeType", "", Columns::Basic),
    ("CreditType", "", Columns::Basic),
    ("CustomerId", "", Columns::Basic),
    ("CustomerName", "", Columns::Basic),
    ("EntitlementId", "", Columns::Basic),
    ("InvoiceNumber", "", Columns::Basic),
    ("PartnerId", "", Columns::Basic),
    ("PartnerName", "", Columns::Basic),
    ("PricingCurrency", "", Columns::Basic),
    ("ProductId", "", Columns::Basic),
    ("PublisherName", "", Columns::Basic),
    ("ResourceURI", "resourceUri", Columns::Basic),
    ("SkuId", "", Columns::Basic),
    ("SkuName", "", Columns::Basic),
    ("SubscriptionId", "", Columns::Basic),
    ("UnitType", "", Columns::Basic),
    ("BillingPreTaxTotal", "", Columns::Basic),
    ("CreditPercentage", "rateOfCredit", Columns::Basic),
    ("EffectiveUnitPrice", "", Columns::Basic),
    ("PCToBCExchangeRate", "", Columns::Basic),
    ("PricingPreTaxTotal", "", Columns::Basic),
    ("Quantity", "", Columns::Basic),
    ("UnitPrice", "", Columns::Basic),
    ("ChargeEndDate", "", Columns::Basic),
    ("ChargeStartDate", "", Columns::Basic),
    ("UsageDate", "", Columns::Basic),
    ("AvailabilityId", "", Columns::Full),
    ("BenefitID", "", Columns::Full),
    ("ConsumedService", "", Columns::Full),
    ("CustomerCountry", "", Columns::Full),
    ("CustomerDomainName", "", Columns::Full),
    ("EntitlementDescription", "", Columns::Full),
    ("MeterCategory", "", Columns::Full),
    ("MeterId", "", Columns::Full),
    ("MeterName", "", Columns::Full),
    ("MeterRegion", "", Columns::Full),
    ("MeterSubCategory", "", Columns::Full),
    ("MeterType", "", Columns::Full),
    ("MpnId", "", Columns::Full),
    ("ProductName", "", Columns::Full),
    ("PublisherId", "", Columns::Full),
    ("ResourceGroup", "", Columns::Full),
    ("ResourceLocation", "", Columns::Full),
    ("ServiceInfo1", "", Columns::Full),
    ("ServiceInfo2", "", Columns::Full),
    ("SubscriptionDescription", "", Columns::Full),
    ("Tags", "", Columns::Full),
    ("Tier2MpnId", "resellerMpnId", Columns::Full),
    ("Unit", "unitOfMeasure", Columns::Full),
    ("PartnerEarnedCreditPercentage", "rateOfPartnerEarnedCredit", Columns::Full),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_columns_as_the_tables_have() {
        let count = |kind, set| columns(kind, set).count();
        assert_eq!(count(ExportKind::Reconciliation, Columns::Full), 47);
        assert_eq!(count(ExportKind::Reconciliation, Columns::Basic), 35);
        assert_eq!(count(ExportKind::Usage, Columns::Full), 54);
        assert_eq!(count(ExportKind::Usage, Columns::Basic), 30);
    }

    #[test]
    fn a_share_becomes_a_percentage() {
        let column = columns(ExportKind::Usage, Columns::Full)
            .find(|column| column.name == "PartnerEarnedCreditPercentage")
            .unwrap();
        let mut line = Object::default();
        line.add("rateOfPartnerEarnedCredit", Json::Number("0.15".to_owned()));
        assert_eq!(column.of(&line), Json::Number("15".to_owned()));
    }
}
