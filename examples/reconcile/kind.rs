//! The kinds of lines that an invoice has.

use partner_center::invoice::LineItemQuery;
use partner_center::types::LineItemKind;

/// A kind of lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// What it is called on the command line.
    pub(crate) word: &'static str,
    /// How the service asks for it.
    pub(crate) pair: [&'static str; 2],
    pub(crate) line: LineItemKind,
    /// The columns of what a line costs in all, and in which currency; usage of the older
    /// commerce has no price.
    pub(crate) total: Option<[&'static str; 2]>,
}

const KINDS: [Kind; 5] = [
    Kind {
        word: "one-time",
        pair: ["onetime", "billinglineitems"],
        line: LineItemKind::OneTime,
        total: Some(["totalForCustomer", "currency"]),
    },
    Kind {
        word: "one-time-usage",
        pair: ["onetime", "usagelineitems"],
        line: LineItemKind::DailyRatedUsage,
        total: Some(["billingPreTaxTotal", "billingCurrency"]),
    },
    Kind {
        word: "office",
        pair: ["office", "billinglineitems"],
        line: LineItemKind::LicenseBased,
        total: Some(["totalForCustomer", "currency"]),
    },
    Kind {
        word: "azure",
        pair: ["azure", "billinglineitems"],
        line: LineItemKind::UsageBased,
        total: Some(["postTaxTotal", "currency"]),
    },
    Kind {
        word: "azure-usage",
        pair: ["azure", "usagelineitems"],
        line: LineItemKind::DailyUsage,
        total: None,
    },
];

impl Default for Kind {
    fn default() -> Self {
        KINDS[0]
    }
}

impl Kind {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        KINDS.into_iter().find(|kind| kind.word == text).ok_or_else(|| {
            let words = KINDS.map(|kind| kind.word).join(", ");
            format!("--kind: `{text}` is none of {words}")
        })
    }

    /// Whether its lines are what the invoice charges, rather than what was used.
    pub(crate) fn is_charged(&self) -> bool {
        self.pair[1] == "billinglineitems"
    }

    pub(crate) fn lines(&self, currency: &str) -> LineItemQuery {
        match self.word {
            "one-time-usage" => LineItemQuery::one_time_usage(currency),
            "office" => LineItemQuery::office(),
            "azure" => LineItemQuery::azure(),
            "azure-usage" => LineItemQuery::azure_usage(),
            _ => LineItemQuery::one_time(),
        }
    }
}
