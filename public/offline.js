// The page without a connection: in the reader's language, and away as soon as the portal answers.

const TEXTS = {
  en: {
    title: 'No connection',
    state: 'The portal cannot be reached right now. What it has confirmed to you is safe.',
    next: 'This page goes on by itself as soon as there is a connection.',
    again: 'Try again',
  },
  nl: {
    title: 'Geen verbinding',
    state: 'Het portaal is nu niet bereikbaar. Wat het u heeft bevestigd, is veilig bewaard.',
    next: 'Deze pagina gaat vanzelf verder zodra er weer verbinding is.',
    again: 'Opnieuw proberen',
  },
  hu: {
    title: 'Nincs kapcsolat',
    state: 'A portál most nem érhető el. Amit már visszaigazolt Önnek, az biztonságban van.',
    next: 'Amint újra van kapcsolat, az oldal magától folytatódik.',
    again: 'Újra',
  },
  de: {
    title: 'Keine Verbindung',
    state: 'Das Portal ist gerade nicht erreichbar. Was es Ihnen bestätigt hat, ist sicher gespeichert.',
    next: 'Diese Seite geht von selbst weiter, sobald wieder eine Verbindung besteht.',
    again: 'Erneut versuchen',
  },
  es: {
    title: 'Sin conexión',
    state: 'Ahora no se puede acceder al portal. Lo que ya le ha confirmado está a salvo.',
    next: 'Esta página continuará por sí sola en cuanto vuelva la conexión.',
    again: 'Reintentar',
  },
  fr: {
    title: 'Pas de connexion',
    state: 'Le portail est injoignable pour le moment. Ce qu’il vous a confirmé est bien enregistré.',
    next: 'Cette page continuera d’elle-même dès le retour de la connexion.',
    again: 'Réessayer',
  },
};

/** What was chosen in the portal, before what the browser prefers. */
function language() {
  const chosen = /(?:^|; )loket-language=([a-z]{2})/.exec(document.cookie)?.[1];
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return [chosen, ...preferred].find((code) => code in TEXTS) ?? 'en';
}

const code = language();
document.documentElement.lang = code;
document.title = TEXTS[code].title;
for (const [id, text] of Object.entries(TEXTS[code])) {
  document.getElementById(id).textContent = text;
}

// Storage may be forbidden; then the page is coloured like the device.
try {
  const theme = localStorage.getItem('loket-theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {}

let going = false;

/**
 * Goes on when the portal answers: this page stands at the address that was asked for. Once: two reasons to look may come
 * together, and a second reload would tear away the page that the first one brought while it wakes.
 */
async function look() {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' });
    if (!answer.ok) return;
  } catch {
    return;
  }
  if (going) return;
  going = true;
  if (location.pathname === '/offline.html') {
    location.replace('/');
  } else {
    location.reload();
  }
}

addEventListener('online', look);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
setInterval(look, 15_000);
