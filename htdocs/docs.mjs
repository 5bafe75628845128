// docs.mjs -- builds the page of the API's documentation (docs/) into the folder `docs` of OUT. It is a page of its
// own: the viewer weighs more than the whole application, which never loads it.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = join(dirname(fileURLToPath(import.meta.url)), 'docs');

/** Pictures that a style sheet carries within itself become files, since our policy loads no data: URL. */
const picturesPlugin = {
    name: 'pictures',
    setup({ onResolve, onLoad }) {
        onResolve({ filter: /^data:image\// }, ({ path }) => {
            const [, type, encoding, text] = /^data:image\/(\w+)[^,]*?(;base64)?,(.*)$/s.exec(path);
            const contents = encoding ? Buffer.from(text, 'base64') : decodeURIComponent(text);
            const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8);
            return { path: `${hash}.${type}`, namespace: 'picture', pluginData: contents };
        });
        onLoad({ filter: /./, namespace: 'picture' }, ({ pluginData }) => ({ contents: pluginData, loader: 'file' }));
    },
};

/** Builds the page by the options SHARED; the files that want small copies. */
export async function buildDocs(out, shared) {
    const to = join(out, 'docs');
    mkdirSync(to, { recursive: true });
    await build({
        ...shared,
        entryPoints: [join(HERE, 'docs.ts'), join(HERE, 'docs.css')],
        outdir: join(to, 'assets'),
        format: 'esm',
        entryNames: '[name]-[hash]',
        assetNames: 'picture-[hash]',
        plugins: [picturesPlugin],
    });
    const assets = readdirSync(join(to, 'assets'));
    const asset = (suffix) => `assets/${assets.find((name) => name.endsWith(suffix))}`;
    const page = join(to, 'index.html');
    writeFileSync(
        page,
        readFileSync(join(HERE, 'index.html'), 'utf8')
            .replace('{style}', asset('.css'))
            .replace('{main}', asset('.js')),
    );
    return [page, join(to, asset('.css')), join(to, asset('.js'))];
}
