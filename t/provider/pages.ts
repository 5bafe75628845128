// pages.ts -- what people see of the demo provider: who are you, may it know, do you leave.
const STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 12vh auto; padding: 0 1rem; color-scheme: light dark; }
h1 { font-size: 1.3rem; } small { opacity: .75; } input, button { font: inherit; padding: .4rem .8rem; }`;

function escape(text: string): string {
    return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function page(title: string, content: string): string {
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>
${content}
<p><small>This is the demo provider that comes with the tests. It believes everybody and forgets everything when it stops.</small></p>
</body></html>
`;
}

export function loginPage(action: string, complaint = ''): string {
    return page('Who are you?', `<form method="post" action="${escape(action)}">
<p><label>Name <input name="name" autofocus required maxlength="40" autocomplete="off" placeholder="ada"></label>
<button>Sign in</button></p>
<p>${escape(complaint || 'Any name will do; nobody asks for a password. "admin" is in the group "admins".')}</p></form>`);
}

export function consentPage(action: string, name: string, scopes: string[]): string {
    return page('May Timetracker know you?', `<form method="post" action="${escape(action)}">
<p>You are ${escape(name)}. Timetracker asks for: ${escape(scopes.join(', '))}.</p>
<p><button name="consent" value="yes">Continue</button> <button name="consent" value="no">Cancel</button></p></form>`);
}

/** FORM is the provider's own, with the id op.logoutForm. */
export function logoutPage(form: string): string {
    return page('Sign out here as well?', `${form}
<p><button form="op.logoutForm" name="logout" value="yes">Sign out</button> <button form="op.logoutForm">Stay</button></p>`);
}
