// narrowed.ts -- of what entries and sums are asked, as it stands in an address; what it says wrongly is left out.
export type Narrowed = {
    client: number | undefined;
    project: number | undefined;
    tag: string | undefined;
    billable: boolean | undefined;
};

export function readNarrowed(query: URLSearchParams): Narrowed {
    const id = (name: string): number | undefined => Math.max(0, Math.floor(Number(query.get(name)))) || undefined;
    const billable = query.get('billable');
    return {
        client: id('client'),
        project: id('project'),
        tag: query.get('tag') || undefined,
        billable: billable === 'yes' ? true : billable === 'no' ? false : undefined,
    };
}
