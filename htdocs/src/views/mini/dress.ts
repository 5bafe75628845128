// dress.ts -- style sheets for a window that has none.

/** Gives PAGE the style sheets of ours, as links: the policy allows none that are written in place. Resolved when they are
 * there; one that cannot be had is no reason to show nothing. */
export async function dress(page: Document): Promise<void> {
    const ours = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]');
    await Promise.all(
        [...ours].map(
            ({ href }) =>
                new Promise((resolve) => {
                    const link = page.createElement('link');
                    link.rel = 'stylesheet';
                    link.href = href;
                    link.onload = resolve;
                    link.onerror = resolve;
                    page.head.append(link);
                }),
        ),
    );
}
