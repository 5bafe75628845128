// accounts.ts -- the people of the demo provider: whoever gives a name is that person. "admin" is in the group "admins".
export type Claims = Record<string, unknown>;

const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$/;

const changed = new Map<string, Claims>();

/** The subject of a name, always the same; null for what is no name here. */
export function subjectOf(name: string): string | null {
    const trimmed = name.trim();
    return NAME.test(trimmed) ? `demo|${trimmed.toLowerCase()}` : null;
}

export function claimsOf(subject: string): Claims & { sub: string } {
    const name = subject.replace(/^demo\|/, '');
    return {
        name: name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
        preferred_username: name,
        email: `${name.replaceAll(' ', '.')}@example.org`,
        email_verified: true,
        groups: name === 'admin' ? ['admins', 'staff'] : ['staff'],
        ...changed.get(subject),
        sub: subject,
    };
}

/** From now on these claims instead of the ones above; null ones are left out. */
export function changeClaims(subject: string, claims: Claims): void {
    const missing = Object.keys(claims).filter((name) => claims[name] === null);
    changed.set(subject, { ...claims, ...Object.fromEntries(missing.map((name) => [name, undefined])) });
}
