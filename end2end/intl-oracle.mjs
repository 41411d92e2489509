// Prints what ICU, by way of `Intl`, makes of a set of samples in each of our languages.
//
// The answers are kept in crates/domain/tests/intl.json, and crates/domain/tests/intl.rs compares our tables with them.
// After a new CLDR release:
//
//     node end2end/intl-oracle.mjs > crates/domain/tests/intl.json

const LOCALES = { en: 'en-GB', nl: 'nl', hu: 'hu', de: 'de', es: 'es', fr: 'fr' };

// Digits without separator and how many of them are decimals.
const NUMBERS = [
    [0, 0], [7, 0], [999, 0], [1000, 0], [1234, 0], [9999, 0], [10000, 0], [12345, 0], [999999, 0], [1234567, 0],
    [-1234, 0], [-12345, 0], [5, 2], [123450, 2], [1234550, 2], [-123456789, 2], [1255, 3], [1234567, 3],
];

// Minor units and currency; forints are whole, as ICU does not show their fractions.
const MONEY = ['EUR', 'HUF', 'GBP', 'USD', 'CHF', 'PLN', 'CZK', 'JPY', 'RON', 'SEK', 'DKK'].flatMap((currency) =>
    [0, 100, 128500, 1234500, -1234500, 1234567800].map((minor) => [minor, currency]),
);
MONEY.push([128450, 'EUR'], [-5, 'EUR'], [1234567, 'GBP'], [-128450, 'USD'], [1285, 'JPY']);
const EXPONENTS = { JPY: 0 };

const BASIS_POINTS = [0, 50, 525, 550, 600, 1900, 2100, 2700, 10000];

// A date in every month and on every weekday, and the first and last days of months.
const DATES = [
    ...Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 5)),
    ...Array.from({ length: 7 }, (_, day) => Date.UTC(2026, 10, 23 + day)),
    Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 30), Date.UTC(2027, 11, 31), Date.UTC(2028, 1, 29),
];

const MOMENTS = [[0, 0], [1, 5], [6, 0], [12, 30], [16, 10], [23, 59]].map(([hour, minute]) =>
    Date.UTC(2026, 10, 26, hour, minute),
);

const MINUTES = [1, 2, 12, 20, 59];
const HOURS = [1, 2, 3, 6];
const LISTS = [['a', 'b'], ['a', 'b', 'c'], ['aguja', 'hilo'], ['agua', 'hielo'], ['a', 'b', 'c', 'iglesia']];
const COUNTS = [0, 1, 2, 3, 5, 10, 11, 21, 100, 101, -1];

const DAY = 86_400_000;

function decimalText(digits, decimals) {
    const magnitude = String(Math.abs(digits)).padStart(decimals + 1, '0');
    const whole = magnitude.slice(0, magnitude.length - decimals);
    const fraction = magnitude.slice(magnitude.length - decimals);
    return `${digits < 0 ? '-' : ''}${whole}${decimals > 0 ? `.${fraction}` : ''}`;
}

function answers(locale) {
    const dateFormat = (options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    const short = dateFormat({ day: 'numeric', month: 'short' });
    const shortYear = dateFormat({ day: 'numeric', month: 'short', year: 'numeric' });
    const weekday = dateFormat({ weekday: 'short', day: 'numeric', month: 'short' });
    const weekdayYear = dateFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
    const long = dateFormat({ dateStyle: 'long' });
    const fullWeekday = dateFormat({ weekday: 'long', day: 'numeric', month: 'long' });
    const time = dateFormat({ timeStyle: 'short' });
    const longWithTime = dateFormat({ dateStyle: 'long', timeStyle: 'short' });
    const shortWithTime = dateFormat({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
    const words = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'auto' });
    const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
    const plurals = new Intl.PluralRules(locale);
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
    return {
        numbers: NUMBERS.map(([value, decimals]) => ({
            value,
            decimals,
            text: new Intl.NumberFormat(locale, {
                minimumFractionDigits: decimals,
                maximumFractionDigits: decimals,
            }).format(decimalText(value, decimals)),
        })),
        money: MONEY.map(([minor, currency]) => ({
            minor,
            currency,
            text: new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
                decimalText(minor, EXPONENTS[currency] ?? 2),
            ),
        })),
        percents: BASIS_POINTS.map((basis_points) => ({ basis_points, text: percent.format(basis_points / 10_000) })),
        dates: DATES.map((at) => ({
            days: at / DAY,
            iso: new Date(at).toISOString().slice(0, 10),
            short: short.format(at),
            short_year: shortYear.format(at),
            weekday: weekday.format(at),
            weekday_year: weekdayYear.format(at),
            long: long.format(at),
            full_weekday: fullWeekday.format(at),
        })),
        moments: MOMENTS.map((at) => ({
            millis: at,
            time: time.format(at),
            long: longWithTime.format(at),
            short: shortWithTime.format(at),
        })),
        days: [-1, 0, 1].map((days) => ({ days, text: words.format(days, 'day') })),
        minutes: MINUTES.map((minutes) => ({
            minutes,
            ahead: words.format(minutes, 'minute'),
            ago: words.format(-minutes, 'minute'),
        })),
        hours: HOURS.map((hours) => ({ hours, ahead: words.format(hours, 'hour') })),
        now: words.format(0, 'second'),
        lists: LISTS.map((items) => ({ items, text: lists.format(items) })),
        plurals: COUNTS.map((count) => ({ count, category: plurals.select(count) })),
    };
}

/** JSON with one sample a line, so that a new release of CLDR shows as a readable difference. */
function json(value, depth) {
    if (depth === 0 || typeof value !== 'object') return JSON.stringify(value);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const parts = Object.entries(value).map(([key, part]) =>
        Array.isArray(value) ? json(part, depth - 1) : `${JSON.stringify(key)}: ${json(part, depth - 1)}`,
    );
    return `${open}\n${parts.join(',\n')}\n${close}`;
}

const { cldr, icu } = process.versions;
const languages = Object.fromEntries(
    Object.entries(LOCALES).map(([language, locale]) => [language, answers(locale)]),
);
console.log(json({ cldr, icu, languages }, 4));
