//! Which currencies there are.

use domain::money::Currency;

/// ISO 4217, with those that ended in this decade: old files may have them.
///
/// A code that is not here is a broken file, and how many decimals it would have is not known either.
const KNOWN: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP \
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD \
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR \
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC \
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF \
    XPF YER ZAR ZMW ZWG ZWL";

/// A currency by its code in capital letters.
pub(crate) fn parse(code: &str) -> Option<Currency> {
    Currency::parse(code).filter(|currency| KNOWN.split(' ').any(|known| known == currency.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_currencies_that_exist() {
        assert_eq!(parse("EUR"), Some(Currency::EUR));
        assert_eq!(parse("HUF"), Some(Currency::HUF));
        for code in ["BGN", "ANG", "CAD", "GIP", "LBP", "PGK", "TND", "ZWL"] {
            assert!(parse(code).is_some(), "{code}");
        }
        for code in ["XYZ", "eur", "EURO", "", " ", "XXX"] {
            assert_eq!(parse(code), None, "{code}");
        }
    }
}
