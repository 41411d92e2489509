// Makes the corpus: one file per mail, and `manifest.json` with what must become of each.
//
//     node crates/service/tests/mails/make.mjs
//
// Everything is made up here: no mail of anybody's is in it. `{{reply_to}}`, `{{message_id}}`, `{{root}}` and `{{number}}`
// are filled in by the test from a case that is there; `%%REPEAT n "text"%%` stands for a text n times, so that the large
// ones are small here.
//
// What becomes of a mail: `entry` in the case, `new_case`, `unknown`, `held …`, `unreadable …`, `bounce`, `automatic`, `own`.
// `text` is the whole entry, `files` how many files it has, `left_out` the names of those it has not, `answered` whether the
// sender gets an automatic mail.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'corpus');
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) rmSync(join(folder, name));

const ANNA = 'anna@dakwerken.example';
const manifest = [];

/** Adds a mail. `parts` are strings (UTF-8) or buffers. */
function mail(name, expected, ...parts) {
  const number = String(manifest.length + 1).padStart(3, '0');
  const file = `${number}-${name}.eml`;
  writeFileSync(join(folder, file), Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part, 'utf8')))));
  manifest.push({ file, ...expected });
}

let ids = 0;
const id = () => `<corpus-${++ids}@mail.example>`;

/** The head of a mail from anna, changed by `more`; `null` leaves a header out. */
function head(more = {}) {
  const all = {
    From: `"Anna Kuipers" <${ANNA}>`,
    To: 'help@vandael.example',
    Subject: 'Cracked tiles',
    Date: 'Tue, 24 Nov 2026 11:30:00 +0100',
    'Message-ID': id(),
    'MIME-Version': '1.0',
    ...more,
  };
  return Object.entries(all).filter(([, value]) => value !== null).map(([key, value]) => `${key}: ${value}\n`).join('');
}
/** What an answer has beside. */
const answer = { To: '{{reply_to}}', Subject: 'Re: [{{number}}] Is it there?', 'In-Reply-To': '{{message_id}}', References: '{{root}} {{message_id}}' };
const plain = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': '8bit' };
const base64 = (text, encoding = 'utf8') => Buffer.from(text, encoding).toString('base64').replace(/(.{76})/g, '$1\n') + '\n';
const quoted = (bytes) => [...bytes].map((byte) => {
  const char = String.fromCharCode(byte);
  return byte === 10 ? '\n' : byte < 32 || byte > 126 || char === '=' ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}` : char;
}).join('');
const wordB = (text, charset = 'utf-8', encoding = 'utf8') => `=?${charset}?B?${Buffer.from(text, encoding).toString('base64')}?=`;
const wordQ = (text, charset = 'utf-8', encoding = 'utf8') => `=?${charset}?Q?${quoted(Buffer.from(text, encoding)).replace(/\?/g, '=3F').replace(/_/g, '=5F').replace(/ /g, '_')}?=`;
const multipart = (kind, parts, boundary = 'limit') => ({
  type: `multipart/${kind}; boundary="${boundary}"`,
  body: `\n${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`,
});
const textPart = (text) => `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}`;
const htmlPart = (html) => `Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${html}`;
const filePart = (type, name, content, disposition = 'attachment') =>
  `Content-Type: ${type}; name="${name}"\nContent-Disposition: ${disposition}; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(content, 'latin1').toString('base64')}`;
const JPEG = '\xff\xd8\xff\xe0\0\x10JFIF\0';
const PNG = '\x89PNG\r\n\x1a\n';
const PDF = '%PDF-1.7\n';

// 1. Answers of mail programs, in six languages.
const languages = {
  en: { text: 'Friday suits us, thank you.', wrote: (name) => `On Tue, 24 Nov 2026 at 11:01, ${name} wrote:`, divider: 'Original Message', from: 'From', sent: 'Sent', to: 'To', subject: 'Subject', re: 'Re' },
  nl: { text: 'Vrijdag past ons, dank u. Één ding nog: ’s ochtends.', wrote: (name) => `Op di 24 nov 2026 om 11:01 schreef ${name}:`, divider: 'Oorspronkelijk bericht', from: 'Van', sent: 'Verzonden', to: 'Aan', subject: 'Onderwerp', re: 'Antw' },
  hu: { text: 'A péntek megfelel, köszönjük. Őszintén szólva sürgős.', wrote: (name) => `${name} ezt írta (időpont: 2026. nov. 24., K, 11:01):`, divider: 'Eredeti üzenet', from: 'Feladó', sent: 'Elküldve', to: 'Címzett', subject: 'Tárgy', re: 'Vá' },
  de: { text: 'Freitag passt uns, danke. Schöne Grüße', wrote: (name) => `Am Di., 24. Nov. 2026 um 11:01 Uhr schrieb ${name}:`, divider: 'Ursprüngliche Nachricht', from: 'Von', sent: 'Gesendet', to: 'An', subject: 'Betreff', re: 'AW' },
  es: { text: 'El viernes nos va bien, gracias. ¿Por la mañana?', wrote: (name) => `El mar, 24 nov 2026 a las 11:01, ${name} escribió:`, divider: 'Mensaje original', from: 'De', sent: 'Enviado', to: 'Para', subject: 'Asunto', re: 'RE' },
  fr: { text: 'Vendredi nous convient, merci. À vendredi, alors.', wrote: (name) => `Le mar. 24 nov. 2026 à 11:01, ${name} a écrit :`, divider: "Message d'origine", from: 'De', sent: 'Envoyé', to: 'À', subject: 'Objet', re: 'RE' },
};
const vendor = 'Van Dael & Co <help@vandael.example>';
for (const [code, words] of Object.entries(languages)) {
  const subject = `${words.re}: [{{number}}] Is it there?`;
  const expected = { outcome: 'entry', text: words.text, answered: false };
  const quote = `${words.wrote(vendor)}\n> Which day suits you?\n`;
  const outlook = `${words.from}: ${vendor}\n${words.sent}: 24.11.2026 11:01\n${words.to}: ${ANNA}\n${words.subject}: [{{number}}] Is it there?\n\nWhich day suits you?\n`;
  const gmail = multipart('alternative', [textPart(`${words.text}\n\n${quote}`), htmlPart(`<div dir="ltr">${words.text}</div><div class="gmail_quote"><blockquote>Which day suits you?</blockquote></div>`)], '000000000000abc');
  mail(`gmail-${code}`, expected, head({ ...answer, Subject: subject, 'Content-Type': gmail.type }), gmail.body);
  mail(`outlook-${code}`, expected, head({ ...answer, Subject: subject, 'Content-Type': 'text/plain; charset="utf-8"', 'Content-Transfer-Encoding': 'base64', 'Thread-Index': 'AdxABC==', 'X-Mailer': 'Microsoft Outlook 16.0' }), '\n', base64(`${words.text}\n\n________________________________\n${outlook}`));
  mail(`outlook-divider-${code}`, expected, head({ ...answer, Subject: subject, ...plain }), `\n${words.text}\n\n-----${words.divider}-----\n${outlook}`);
  mail(`apple-${code}`, expected, head({ ...answer, Subject: subject, 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable', 'X-Mailer': 'iPhone Mail (23B85)' }), `\n${quoted(Buffer.from(`${words.text}\n\n${quote}`))}`);
  mail(`thunderbird-${code}`, expected, head({ ...answer, To: 'help@vandael.example', Subject: subject, 'User-Agent': 'Mozilla Thunderbird', ...plain, 'Content-Type': 'text/plain; charset=UTF-8; format=flowed' }), `\n${words.text}\n\n${quote}`);
  mail(`forward-${code}`, { outcome: 'new_case', text: words.text, answered: true }, head({ ...answer, To: 'help@vandael.example', Subject: `${{ en: 'Fwd', nl: 'Doorst', hu: 'Tovább', de: 'WG', es: 'RV', fr: 'TR' }[code]}: [{{number}}] Is it there?`, ...plain }), `\n${words.text}\n`);
  const absent = { en: 'Automatic reply', nl: 'Automatisch antwoord', hu: 'Automatikus válasz', de: 'Automatische Antwort', es: 'Respuesta automática', fr: 'Réponse automatique' }[code];
  mail(`absence-exchange-${code}`, { outcome: 'automatic', answered: false }, head({ ...answer, Subject: wordB(`${absent}: [1042] Is it there?`), 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'auto-generated', ...plain }), `\n${words.text}\n`);
  mail(`absence-by-words-${code}`, { outcome: 'automatic', answered: false }, head({ ...answer, Subject: wordQ(`${absent}: x`), ...plain }), `\n${words.text}\n`);
}

// 2. Who it joins.
const friday = { outcome: 'entry', text: 'Friday.', answered: false };
const fridayBody = '\nFriday.\n';
mail('token-only', friday, head({ To: '{{reply_to}}', Subject: 'no reference', ...plain }), fridayBody);
mail('token-in-capitals', friday, head({ To: '{{REPLY_TO}}', ...plain }), fridayBody);
mail('token-in-cc', friday, head({ Cc: 'boss@dakwerken.example, {{reply_to}}', ...plain }), fridayBody);
mail('token-in-delivered-to', friday, head({ To: 'undisclosed-recipients:;', 'Delivered-To': '{{reply_to}}', ...plain }), fridayBody);
mail('token-in-original-to', friday, head({ To: null, 'X-Original-To': '{{reply_to}}', ...plain }), fridayBody);
mail('in-reply-to-only', friday, head({ 'In-Reply-To': '{{message_id}}', ...plain }), fridayBody);
mail('references-only', friday, head({ References: '<made-up@outlook.example> {{message_id}}', ...plain }), fridayBody);
mail('root-only', friday, head({ References: '{{root}}', ...plain }), fridayBody);
mail('references-overwritten', friday, head({ 'In-Reply-To': '{{message_id}}', References: '<other@outlook.example>', ...plain }), fridayBody);
mail('many-references', friday, head({ References: `${Array.from({ length: 200 }, (_, n) => `<r${n}@x.example>`).join('\n ')}\n {{message_id}}`, ...plain }), fridayBody);
mail('reply-to-forward-token', friday, head({ ...answer, Subject: 'Fwd: the photo', ...plain }), fridayBody);
mail('colleague', friday, head({ ...answer, From: 'bram@dakwerken.example', ...plain }), fridayBody);
mail('viewer', friday, head({ ...answer, From: 'yasmin@dakwerken.example', ...plain }), fridayBody);
mail('capital-sender', friday, head({ ...answer, From: 'ANNA@Dakwerken.EXAMPLE', ...plain }), fridayBody);
mail('sender-header-only', friday, head({ ...answer, From: null, Sender: ANNA, ...plain }), fridayBody);
mail('two-senders', friday, head({ ...answer, From: `${ANNA}, bram@dakwerken.example`, ...plain }), fridayBody);
const tiles = { outcome: 'new_case', text: 'Three are cracked.', answered: true };
const tilesBody = '\nThree are cracked.\n';
mail('new-case', tiles, head({ ...plain }), tilesBody);
mail('new-case-without-id', tiles, head({ 'Message-ID': null, ...plain }), tilesBody);
mail('new-case-empty-id', tiles, head({ 'Message-ID': '<>', 'In-Reply-To': '<>', References: '', ...plain }), tilesBody);
mail('new-case-number-in-subject', tiles, head({ Subject: 'Re: [{{number}}] Is it there?', ...plain }), tilesBody);
mail('new-case-forged-token', tiles, head({ To: 'help+c{{number}}.aaaaaaaaaaaaaaaa@vandael.example', ...plain }), tilesBody);
mail('new-case-forged-id', tiles, head({ 'In-Reply-To': '<x.c{{number}}.aaaaaaaaaaaaaaaa@vandael.example>', ...plain }), tilesBody);
mail('new-case-no-subject', tiles, head({ Subject: null, ...plain }), tilesBody);
mail('new-case-empty-subject', tiles, head({ Subject: '', ...plain }), tilesBody);
mail('new-case-long-subject', tiles, head({ Subject: 'tiles '.repeat(100).trim(), ...plain }), tilesBody);
mail('other-customers-token', { outcome: 'held not_on_case', answered: false }, head({ ...answer, From: 'claire.dubois@example.org', ...plain }), fridayBody);
mail('stranger-with-token', { outcome: 'held not_on_case', answered: false }, head({ ...answer, From: 'mallory@elsewhere.example', ...plain }), fridayBody);
mail('looks-like-anna', { outcome: 'held not_on_case', answered: false }, head({ ...answer, From: `"${ANNA}" <mallory@elsewhere.example>`, ...plain }), fridayBody);
mail('unproven', { outcome: 'held unproven', answered: false }, head({ 'Authentication-Results': 'mx.vandael.example; dmarc=fail (p=REJECT) header.from=dakwerken.example', ...answer, ...plain }), fridayBody);
mail('unproven-new', { outcome: 'held unproven', answered: false }, head({ 'Authentication-Results': 'mx.vandael.example; spf=pass; dkim=none; dmarc=fail', ...plain }), tilesBody);
mail('proven', friday, head({ 'Authentication-Results': 'mx.vandael.example; dkim=pass; dmarc=pass', ...answer, ...plain }), fridayBody);
mail('proven-by-somebody-else', friday, head({ 'Authentication-Results': 'mx.elsewhere.example; dmarc=fail', ...answer, ...plain }), fridayBody);
mail('forged-result-below', { outcome: 'held unproven', answered: false }, 'Authentication-Results: mx.vandael.example; dmarc=fail\n', head({ 'Authentication-Results': 'mx.vandael.example; dmarc=pass', ...answer, ...plain }), fridayBody);
mail('staff', { outcome: 'held staff', answered: false }, head({ ...answer, From: 'eva@vandael.example', ...plain }), fridayBody);
mail('own-address', { outcome: 'held staff', answered: false }, head({ From: 'help@vandael.example', ...plain }), tilesBody);
mail('own-mail-back', { outcome: 'own', answered: false }, head({ From: 'Van Dael <loket@vandael.example>', To: ANNA, 'Message-ID': '{{message_id}}', 'Auto-Submitted': 'auto-generated', ...plain }), fridayBody);
mail('unknown', { outcome: 'unknown', answered: true }, head({ From: 'new@elsewhere.example', ...plain }), tilesBody);
mail('unknown-number', { outcome: 'unknown', answered: true }, head({ From: 'new@elsewhere.example', Subject: '[{{number}}]', ...plain }), tilesBody);

// 3. Letters and encodings.
const hungarian = 'Tűzhely, őrült, árvíztűrő tükörfúrógép';
const latin2 = Buffer.from(hungarian.replace(/ő/g, '\xf5').replace(/ű/g, '\xfb'), 'latin1');
const inCharset = (name, charset, bytes, text, encoding = '8bit') =>
  mail(`charset-${name}`, { outcome: 'entry', text, answered: false }, head({ ...answer, 'Content-Type': `text/plain; charset=${charset}`, 'Content-Transfer-Encoding': encoding }), '\n', bytes, '\n');
inCharset('latin1', 'iso-8859-1', Buffer.from('Grüße, déjà vu', 'latin1'), 'Grüße, déjà vu');
inCharset('latin9', 'ISO-8859-15', Buffer.from('10 \xa4', 'latin1'), '10 €');
inCharset('windows-1252', 'windows-1252', Buffer.from('\x93Grüße\x94 \x80', 'latin1'), '“Grüße” €');
inCharset('latin2', 'iso-8859-2', latin2, hungarian);
inCharset('windows-1250', '"windows-1250"', latin2, hungarian);
inCharset('latin2-quoted', 'iso-8859-2', quoted(latin2), hungarian, 'quoted-printable');
inCharset('utf16', 'utf-16le', Buffer.from(hungarian, 'utf16le').toString('base64'), hungarian, 'base64');
inCharset('utf8-without-a-word', 'us-ascii', Buffer.from('Grüße'), 'Grüße');
inCharset('unknown', 'x-unknown-8', Buffer.from('plain'), 'plain');
inCharset('empty', '""', Buffer.from('plain'), 'plain');
inCharset('koi8', 'koi8-r', Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4]), 'Привет');
inCharset('shift-jis', 'shift_jis', Buffer.from([0x82, 0xb1, 0x82, 0xf1]), 'こん');
inCharset('gb18030', 'gb18030', Buffer.from([0xc4, 0xe3, 0xba, 0xc3]), '你好');
inCharset('emoji', 'utf-8', Buffer.from('Danke 👍🏽'), 'Danke 👍🏽');
inCharset('quoted-soft-breaks', 'utf-8', 'One line th=\nat goes on =E2=82=AC', 'One line that goes on €', 'quoted-printable');
inCharset('base64-without-padding', 'utf-8', Buffer.from('Friday.').toString('base64').replace(/=+$/, ''), 'Friday.', 'base64');
const subject = (name, text, value) => mail(`subject-${name}`, { ...tiles, subject: text }, head({ Subject: value, ...plain }), tilesBody);
subject('base64', 'Törött cserép', wordB('Törött cserép'));
subject('quoted', 'Törött cserép', wordQ('Törött cserép'));
subject('latin1', 'Grüße', wordQ('Grüße', 'iso-8859-1', 'latin1'));
subject('two-words', 'Törött cserép, három darab', `${wordB('Törött cserép, ')}\n ${wordB('három darab')}`);
subject('raw-utf8', 'Törött cserép', 'Törött cserép');
subject('folded', 'Cracked tiles on the roof', 'Cracked tiles\n on the roof');
subject('with-controls', 'Cracked tiles', `Cracked\t${wordB('\u202e')}tiles`);

// 4. Broken heads and bodies.
const broken = (name, expected, ...parts) => mail(`broken-${name}`, expected, ...parts);
broken('no-mime-version', tiles, head({ 'MIME-Version': null }), tilesBody);
broken('no-date', tiles, head({ Date: null, ...plain }), tilesBody);
broken('bad-date', tiles, head({ Date: 'yesterday', ...plain }), tilesBody);
broken('no-recipient', tiles, head({ To: null, ...plain }), tilesBody);
broken('line-without-colon', tiles, head({ ...plain }), 'this is no header\n', tilesBody);
broken('space-before-colon', tiles, head({ Subject: null, ...plain }), 'Subject : Cracked tiles\n', tilesBody);
broken('missing-boundary', { outcome: 'new_case', answered: true }, head({ 'Content-Type': 'multipart/mixed' }), '\n--x\n\nThree are cracked.\n--x--\n');
broken('unclosed-multipart', tiles, head({ 'Content-Type': 'multipart/mixed; boundary=x' }), '\n--x\nContent-Type: text/plain\n\nThree are cracked.\n');
broken('boundary-nowhere', { outcome: 'new_case', text: 'Three are cracked.', answered: true }, head({ 'Content-Type': 'multipart/mixed; boundary=y' }), tilesBody);
broken('bad-base64', { outcome: 'new_case', answered: true }, head({ 'Content-Type': 'text/plain', 'Content-Transfer-Encoding': 'base64' }), '\n!!! this is not base64 !!!\n');
broken('unknown-encoding', tiles, head({ ...plain, 'Content-Transfer-Encoding': 'x-rot13' }), tilesBody);
broken('two-content-types', { outcome: 'new_case', answered: true }, head({ ...plain }), 'Content-Type: text/html\n', tilesBody);
broken('unclosed-quote-in-sender', { outcome: 'unreadable no_sender', answered: false }, head({ From: '"Anna', ...plain }), tilesBody);
broken('sender-without-domain', { outcome: 'unreadable no_sender', answered: false }, head({ From: 'anna', ...plain }), tilesBody);
broken('empty-sender', { outcome: 'unreadable no_sender', answered: false }, head({ From: '<>', ...plain }), tilesBody);
broken('no-sender', { outcome: 'unreadable no_sender', answered: false }, head({ From: null, ...plain }), tilesBody);
broken('script-in-sender', { outcome: 'unreadable no_sender', answered: false }, head({ From: '"><script>alert(1)</script>', ...plain }), tilesBody);
broken('no-head', { outcome: 'unreadable malformed', answered: false }, 'Three are cracked.\n');
broken('nothing', { outcome: 'unreadable malformed', answered: false }, '');
broken('only-newlines', { outcome: 'unreadable malformed', answered: false }, '\n\n\n');
broken('zeros', { outcome: 'unreadable malformed', answered: false }, Buffer.alloc(2000));
broken('no-body', { outcome: 'new_case', text: 'Cracked tiles', answered: true }, head({ ...plain }));
broken('empty-body', { outcome: 'new_case', text: 'Cracked tiles', answered: true }, head({ ...plain }), '\n\n');
broken('zeros-in-body', { outcome: 'new_case', text: 'Three are cracked.', answered: true }, head({ ...plain }), '\nThree\0 are\0 cracked.\n');
broken('only-quotation', { outcome: 'entry', text: '> Which day suits you?', answered: false }, head({ ...answer, ...plain }), '\n> Which day suits you?\n');

// 5. HTML, files, signatures.
const html = (name, expected, body) => mail(`html-${name}`, expected, head({ ...answer, 'Content-Type': 'text/html; charset=utf-8' }), `\n${body}\n`);
html('only', { outcome: 'entry', text: 'Friday.', answered: false }, '<html><body><p>Friday.</p></body></html>');
html('script', { outcome: 'entry', answered: false }, '<p>Friday.</p><script>alert(1)</script><img src=x onerror=alert(1)>');
html('style-tricks', { outcome: 'entry', answered: false }, '<style>p{display:none}</style><p style="position:fixed">Friday.</p>');
html('svg', { outcome: 'entry', answered: false }, '<svg><script>alert(1)</script></svg><math><mi xlink:href="javascript:alert(1)"></mi></math>Friday.');
html('form', { outcome: 'entry', answered: false }, '<form action="/fn/desk/post-accept"><button>Click</button></form>Friday.');
html('many-tags', { outcome: 'entry', answered: false }, 'Friday.%%REPEAT 60000 "<b>"%%');
html('many-tables', { outcome: 'entry', answered: false }, 'Friday.%%REPEAT 30000 "<table><tr><td>"%%');
html('long-attribute', { outcome: 'entry', answered: false }, 'Friday.<a href="%%REPEAT 300000 "a"%%">x</a>');
const withFiles = (name, expected, kind, parts) => { const all = multipart(kind, parts); mail(`files-${name}`, expected, head({ ...answer, 'Content-Type': all.type }), all.body); };
withFiles('photo', { ...friday, files: 1 }, 'mixed', [textPart('Friday.'), filePart('image/jpeg', 'roof.jpg', JPEG)]);
withFiles('several', { ...friday, files: 3 }, 'mixed', [textPart('Friday.'), filePart('image/jpeg', 'a.jpg', JPEG), filePart('image/png', 'b.png', PNG), filePart('application/pdf', 'c.pdf', PDF)]);
withFiles('wrong-type', { ...friday, files: 1 }, 'mixed', [textPart('Friday.'), filePart('application/octet-stream', 'photo.bin', JPEG)]);
withFiles('program', { ...friday, files: 0, left_out: ['run.exe'] }, 'mixed', [textPart('Friday.'), filePart('image/jpeg', 'run.exe', 'MZ\x90')]);
withFiles('html-file', { ...friday, files: 0, left_out: ['x.html'] }, 'mixed', [textPart('Friday.'), filePart('image/png', 'x.html', '<script>')]);
withFiles('path-in-name', { ...friday, files: 1 }, 'mixed', [textPart('Friday.'), filePart('image/png', '../../etc/passwd', PNG)]);
withFiles('too-many', { ...friday, files: 6, left_out: ['f6.png', 'f7.png'] }, 'mixed', [textPart('Friday.'), ...Array.from({ length: 8 }, (_, n) => filePart('image/png', `f${n}.png`, PNG))]);
withFiles('only-a-photo', { outcome: 'entry', text: 'Re: [{{number}}] Is it there?', answered: false, files: 1 }, 'mixed', [filePart('image/jpeg', 'roof.jpg', JPEG)]);
withFiles('letterhead', { ...friday, files: 0 }, 'related', [textPart('Friday.'), `Content-ID: <logo>\n${filePart('image/png', 'logo.png', PNG, 'inline')}`]);
withFiles('winmail', { ...friday, files: 0, left_out: ['winmail.dat'] }, 'mixed', [textPart('Friday.'), filePart('application/ms-tnef', 'winmail.dat', '\x78\x9f\x3e\x22')]);
withFiles('name-rfc2231', { ...friday, files: 1 }, 'mixed', [textPart('Friday.'), `Content-Type: image/png\nContent-Disposition: attachment; filename*=UTF-8''t%C3%B6r%C3%B6tt.png\nContent-Transfer-Encoding: base64\n\n${Buffer.from(PNG, 'latin1').toString('base64')}`]);
withFiles('forwarded-mail', { ...friday, files: 0, left_out: ['Old quarrel.eml'] }, 'mixed', [textPart('Friday.'), `Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: Old quarrel\nMessage-ID: <old@y.example>\n\nSecret.`]);
withFiles('smime-signed', { ...friday, files: 0 }, 'signed; protocol="application/pkcs7-signature"', [textPart('Friday.'), filePart('application/pkcs7-signature', 'smime.p7s', '0\x80')]);
withFiles('pgp-signed', { ...friday, files: 0 }, 'signed; protocol="application/pgp-signature"', [textPart('Friday.'), filePart('application/pgp-signature', 'signature.asc', '-----BEGIN PGP SIGNATURE-----')]);
const sealed = { outcome: 'unreadable encrypted', answered: false };
withFiles('pgp-encrypted', sealed, 'encrypted; protocol="application/pgp-encrypted"', ['Content-Type: application/pgp-encrypted\n\nVersion: 1', filePart('application/octet-stream', 'encrypted.asc', '-----BEGIN PGP MESSAGE-----')]);
mail('smime-encrypted', sealed, head({ ...answer, 'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'Content-Transfer-Encoding': 'base64' }), '\nMIIB\n');
mail('pgp-inline', sealed, head({ ...answer, ...plain }), '\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n');

// 6. Machines.
const machine = { outcome: 'automatic', answered: false };
mail('absence-by-header', machine, head({ ...answer, 'Auto-Submitted': 'auto-replied (vacation)', ...plain }), '\nAway.\n');
mail('absence-null-path', machine, head({ ...answer, 'Return-Path': '<>', ...plain }), '\nAway.\n');
mail('absence-x-autoreply', machine, head({ ...answer, 'X-Autoreply': 'yes', ...plain }), '\nAway.\n');
mail('absence-precedence', machine, head({ ...answer, Precedence: 'auto_reply', ...plain }), '\nAway.\n');
mail('absence-of-a-stranger', machine, head({ From: 'new@elsewhere.example', 'Auto-Submitted': 'auto-replied', ...plain }), '\nAway.\n');
mail('not-automatic', friday, head({ ...answer, 'Auto-Submitted': 'no', ...plain }), fridayBody);
mail('wants-no-answer', { ...tiles, answered: false }, head({ 'X-Auto-Response-Suppress': 'OOF, AutoReply', ...plain }), tilesBody);
mail('through-a-list', { ...tiles, answered: false }, head({ 'List-Id': '<roofers.example>', Precedence: 'list', ...plain }), tilesBody);
mail('newsletter', machine, head({ From: 'news@shop.example', 'List-Unsubscribe': '<https://shop.example/u>', ...plain }), '\nBuy.\n');
mail('bulk', machine, head({ From: 'news@shop.example', Precedence: 'bulk', ...plain }), '\nBuy.\n');
const digest = multipart('digest', ['\nFrom: a@x.example\nSubject: One\n\nFirst.\n', '\nFrom: b@x.example\nSubject: Two\n\nSecond.\n']);
mail('digest', machine, head({ From: 'list@x.example', 'List-Id': '<x.example>', 'Content-Type': digest.type }), digest.body);
mail('robot-without-a-sign', { outcome: 'unknown', answered: true }, head({ From: 'robot@elsewhere.example', ...plain }), '\nTicket opened.\n');
mail('no-reply-sender', { outcome: 'unknown', answered: false }, head({ From: 'no-reply@shop.example', ...plain }), '\nYour parcel.\n');
const receipt = multipart('report; report-type=disposition-notification', [textPart('It was read.'), 'Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;anna@dakwerken.example\nDisposition: manual-action/MDN-sent-manually; displayed']);
mail('read-receipt', machine, head({ ...answer, 'Content-Type': receipt.type }), receipt.body);
const calendar = (method) => multipart('alternative', [textPart('Friday.'), `Content-Type: text/calendar; charset=utf-8; method=${method}\n\nBEGIN:VCALENDAR\nMETHOD:${method}\nEND:VCALENDAR`]);
for (const [method, expected] of [['REQUEST', friday], ['REPLY', machine], ['CANCEL', machine], ['COUNTER', machine]]) {
  const all = calendar(method);
  mail(`calendar-${method.toLowerCase()}`, expected, head({ ...answer, 'Content-Type': all.type }), all.body);
}
mail('calendar-new', { outcome: 'new_case', text: 'Friday.', answered: false }, head({ 'Content-Type': calendar('REQUEST').type }), calendar('REQUEST').body);

// 7. What did not arrive.
const bounce = (name, from, subjectLine, status, more = '') => {
  const report = multipart('report; report-type=delivery-status', [
    textPart('I am sorry to have to inform you that your message could not be delivered.'),
    `Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n${status}`,
    more || 'Content-Type: message/rfc822\n\nFrom: loket@vandael.example\nMessage-ID: {{message_id}}\nSubject: x\n\nBody',
  ]);
  mail(`bounce-${name}`, { outcome: 'bounce', on_case: true, failed: ANNA, answered: false }, head({ From: from, Subject: subjectLine, 'Return-Path': '<>', 'Content-Type': report.type }), report.body);
};
bounce('postfix', 'MAILER-DAEMON@mx.example', 'Undelivered Mail Returned to Sender', `Final-Recipient: rfc822; ${ANNA}\nOriginal-Recipient: rfc822;${ANNA}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user`);
bounce('exchange', 'postmaster@dakwerken.example', 'Undeliverable: [1042] x', `Final-recipient: RFC822; ${ANNA}\nAction: Failed\nStatus: 5.2.2\nDiagnostic-code: smtp; 552 mailbox full`);
bounce('gmail', 'mailer-daemon@googlemail.example', 'Delivery Status Notification (Failure)', `Final-Recipient: rfc822; ${ANNA}\nAction: failed\nStatus: 5.1.1`);
bounce('headers-only', 'MAILER-DAEMON@mx.example', 'Returned mail', `Final-Recipient: rfc822; ${ANNA}\nAction: failed\nStatus: 5.0.0`, 'Content-Type: text/rfc822-headers\n\nFrom: loket@vandael.example\nMessage-ID: {{message_id}}');
bounce('delayed', 'MAILER-DAEMON@mx.example', 'Warning: message delayed', `Final-Recipient: rfc822; ${ANNA}\nAction: delayed\nStatus: 4.4.1`);
bounce('german', 'postmaster@dakwerken.example', 'Unzustellbar: [1042] x', `Final-Recipient: rfc822; ${ANNA}\nAction: failed\nStatus: 5.1.10`);
mail('bounce-in-words', { outcome: 'bounce', on_case: true, answered: false }, head({ From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice', 'Message-ID': null, 'Return-Path': '<>', ...plain }), `\nHi. This is the qmail-send program.\n<${ANNA}>: no such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: {{message_id}}\n`);
mail('bounce-of-nothing-of-ours', { outcome: 'bounce', on_case: false, answered: false }, head({ From: 'MAILER-DAEMON@mx.example', Subject: 'Mail delivery failed', 'Return-Path': '<>', ...plain }), '\nMessage-ID: <somebody@elses.example>\n');

// 8. Bombs.
const bomb = { outcome: 'unreadable bomb', answered: false };
mail('bomb-nested-mails', bomb, head({ 'Content-Type': 'message/rfc822' }), '\n%%REPEAT 20000 "Content-Type: message/rfc822\\n\\n"%%');
mail('bomb-nested-multiparts', bomb, head({ 'Content-Type': 'multipart/mixed; boundary=b' }), '\n%%REPEAT 5000 "--b\\nContent-Type: multipart/mixed; boundary=b\\n\\n"%%');
mail('bomb-many-parts', bomb, head({ 'Content-Type': 'multipart/mixed; boundary=b' }), '\n%%REPEAT 20000 "--b\\nContent-Type: text/plain\\n\\nx\\n"%%--b--\n');
mail('bomb-nested-encoded', { outcome: 'new_case', answered: true }, head({ 'Content-Type': 'message/rfc822', 'Content-Transfer-Encoding': 'base64' }), '\n%%REPEAT 3000 "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMgoK\\n"%%');
mail('bomb-too-large', { outcome: 'unreadable too_large', answered: false }, head({ ...plain }), '\n%%REPEAT 450000 "0123456789012345678901234567890123456789012345678901234567890\\n"%%');
mail('bomb-long-line', { outcome: 'new_case', answered: true }, head({ ...plain }), '\n%%REPEAT 2000000 "abc"%%');
mail('bomb-long-header', { outcome: 'new_case', answered: true }, head({ 'X-Long': '%%REPEAT 500000 "abc "%%', ...plain }), tilesBody);
mail('bomb-many-headers', tiles, '%%REPEAT 20000 "X-Header: x\\n"%%', head({ ...plain }), tilesBody);
mail('bomb-many-recipients', tiles, head({ To: '%%REPEAT 20000 "a@b.example, "%%help@vandael.example', ...plain }), tilesBody);

// 9. Alphabets that are not what they are said to be.
inCharset('utf8-quoted-without-a-word', 'us-ascii', 'Gr=C3=BC=C3=9Fe =E2=82=AC', 'Grüße €', 'quoted-printable');
inCharset('windows-without-a-word', 'us-ascii', 'Gr=FC=DFe', 'Grüße', 'quoted-printable');

writeFileSync(join(folder, '..', 'manifest.json'), `[\n${manifest.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
console.log(`${manifest.length} mails`);
