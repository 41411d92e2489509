// The people of the demo, the words they read, and the screens they hold.

import { readFileSync } from 'node:fs';

export type Language = 'en' | 'nl' | 'hu' | 'de' | 'es' | 'fr';

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, deviceScaleFactor: 2 };
export const DESK = { viewport: { width: 1280, height: 800 }, hasTouch: false, deviceScaleFactor: 1 };

/** Somebody of the demo (`demo/accounts.json`, `demo/staff.json`) and the language they read. */
export interface Person {
    email: string;
    language: Language;
}

const person = (email: string, language: Language): Person => ({ email, language });

/** Dakwerken Gent BV: euro, Belgian VAT. */
export const ANNA = person('anna@dakwerken.example', 'en');
/** Buys up to 500 euro. */
export const BRAM = person('bram@dakwerken.example', 'nl');
/** Approves. */
export const ELS = person('els@dakwerken.example', 'nl');
/** Looks, and does not order. */
export const YASMIN = person('yasmin@dakwerken.example', 'fr');
/** Keeps the books of two customers. */
export const PIET = person('piet@claes-boekhouding.example', 'nl');
/** Gerendás Építő Kft.: forint, reverse charge. */
export const GABOR = person('gabor@gerendas.example', 'hu');
export const KATRIN = person('katrin@bauhof-lindner.example', 'de');
export const LUCIA = person('lucia@tejadosruiz.example', 'es');
/** A private person: prices with VAT. */
export const CLAIRE = person('claire.dubois@example.org', 'fr');
export const JOOST = person('joost@vandermeerbouw.example', 'nl');
/** Hillside Builders Ltd: pound, export. */
export const OLIVER = person('oliver@hillside-builders.example', 'en');
export const WIM = person('wim@declercq-zonen.example', 'nl');
export const MICHEL = person('michel@toitures-lambert.example', 'fr');
export const MARTIN = person('martin@zimmerei-vogt.example', 'de');
/** Harbour Renovations BV: euro, reads English. */
export const NIAMH = person('niamh@harbour-renovations.example', 'en');

/** The vendor's back office. */
export const EVA = person('eva@vandael.example', 'nl');
/** Who may do everything at the desk. */
export const MIRA = person('mira@vandael.example', 'hu');

type Entry = string | Record<string, string>;
type Values = Record<string, string | number>;

const tables = new Map<Language, Record<string, Entry>>();

/** The texts of a language as the portal has them: `texts('hu')('order_title', { number: 1042 })`. */
export function texts(language: Language): (key: string, values?: Values) => string {
    let table = tables.get(language);
    if (!table) {
        table = JSON.parse(readFileSync(new URL(`../locales/${language}.json`, import.meta.url), 'utf8')) as Record<string, Entry>;
        tables.set(language, table);
    }
    const entries = table;
    return (key, values = {}) => {
        const entry = entries[key];
        if (entry === undefined) throw new Error(`there is no text ${key} in ${language}`);
        const form = typeof entry === 'string' ? entry : entry[new Intl.PluralRules(language).select(Number(values['count']))];
        return (form ?? '').replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
    };
}

/** For a search in a page: what stands between the values of a text, whatever the values are. */
export function like(text: string): RegExp {
    const parts = text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(parts.join('.+'));
}
