//! Why codes come up in practice, where that is more than their meaning says.
//!
//! The document says what a code means. This says what the people who met it had done.

/// The likely cause of a refusal, by its code.
pub(super) fn of_refusal(code: &str) -> Option<&'static str> {
    Some(match code {
        "400" => "the token has expired, or was made for another tenant or audience",
        "1000" => {
            "an id that belongs to another customer or another partner, or was cut or retyped"
        }
        "2055" => "somebody else, or an earlier step of the same program, changed it in between",
        "13605" => {
            "the customer is new, or was moved from another offer, and nobody in Partner Center \
             has recorded who accepted the agreement"
        }
        "400013" | "400018" => {
            "the id is of another country's catalog, or lost its leading zeros in a spreadsheet"
        }
        "400019" | "800004" | "800020" => {
            "the availability was stored: the service renames availabilities, so read it right \
             before the cart"
        }
        "800002" => "an enum word in the wrong spelling, or a country and currency that differ",
        "800008" => "the cart is older than seven days, or belongs to another customer",
        "800009" => "a line was refused when the cart was made, and nobody looked at its error",
        "800030" | "800013" => "the registration was asked for, but had not ended yet",
        "800060" | "800064" => "the same cart was checked out twice, perhaps after a time-out",
        "800065" => "the answer to the first checkout was lost, and the cart was checked out again",
        "800071" => "the lines were numbered from 1, or one of them was taken out",
        "800089" => {
            "a catalog item id that was stored and has gone stale, more often than a limit that \
             was reached"
        }
        "900123" | "900124" => "the partner's account is new, or an agreement was renewed",
        "900203" => "the SKU enforces an attestation, as some for education and charities do",
        "900308" => "the user has no role in Partner Center, or none at this customer",
        "900329" => {
            "the operation was called with a client secret or certificate, where the document \
             lists it for app+user only"
        }
        "900420" => "a sign-in that was written when tokens were for https://graph.windows.net",
        "900421" => {
            "the refresh token stems from a sign-in without a second factor, or with a password"
        }
        _ => return None,
    })
}

/// The likely cause of an error on a line of a cart, by its number.
pub(super) fn of_line(code: u32) -> Option<&'static str> {
    Some(match code {
        10000 => "the currency was chosen rather than copied from the availability",
        10001 => {
            "the availability was stored: the service renames availabilities, so read it right \
             before the cart"
        }
        10003 => "the region has none of these machines left at the moment",
        10007 | 10008 => "the id of another customer's subscription, or of one that is suspended",
        10011 => "the registration was asked for, but had not ended yet",
        10012 => "the SKU enforces an attestation, as some for education and charities do",
        10013 => "a one-time item with a monthly cycle, or a term that the availability lacks",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_has_a_cause_is_a_code_of_the_document() {
        let known = |code: &str| partner_center_api::CODES.iter().any(|row| row.code == code);
        for code in (0..1_000_000).map(|number| number.to_string()) {
            assert!(of_refusal(&code).is_none() || known(&code), "{code}");
        }
        let lines = partner_center_api::CART_CODES;
        for code in 0..1_000_000 {
            assert!(of_line(code).is_none() || lines.iter().any(|row| row.code == code), "{code}");
        }
    }
}
