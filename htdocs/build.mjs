// build.mjs OUT GEN -- builds the browser UI into the folder OUT, and what its types need into GEN. Scripts and style
// sheets get names with a hash of their content, so that they can be kept for ever, with .br and .gz copies beside
// them. What the page begins with, the first view among it, is one script, one style sheet and one file of texts; the other
// views come with theirs when they are first looked at.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { catalogs, keysOf, LANGUAGES, partsOf } from './catalogs.mjs';
import { buildDocs } from './docs.mjs';
import { icon } from './icon.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SRC = join(HERE, 'src');
const MAIN = join(SRC, 'main.tsx');
const VIEWS = join(SRC, 'views');
const FIRST = 'dashboard';
const BUDGET = { js: 40 * 1000, css: 10 * 1000 }; // of the first load, in bytes as brotli leaves them
const [target, gen] = process.argv.slice(2);
const out = `${target}.new`; // takes the place of the old one when it is whole

const find = (folder, suffix) =>
    readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith(suffix))
        .sort()
        .map((name) => join(folder, name));

// ---- texts --------------------------------------------------------------------------------------------------------
const texts = catalogs(SRC);
mkdirSync(gen, { recursive: true });
writeFileSync(join(gen, 'keys.d.ts'), keysOf(texts.en));

// What the shell and the components say themselves (titles of views in the navigation) is the shell's wherever it
// stands.
const outside = find(SRC, '').filter((file) => /\.tsx?$/.test(file) && !file.startsWith(VIEWS));
const named = outside.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=')[a-z_]+\.[\w.]+(?=')/g) ?? []);
const firsts = Object.keys(JSON.parse(readFileSync(join(VIEWS, FIRST, 'en.json'), 'utf8')));
const parts = partsOf(SRC, new Set([...named, ...firsts]));
const readers = LANGUAGES.map((language) => {
    const lines = Object.keys(parts[language]).map((part) => `${part}: () => import('catalog:${language}/${part}')`);
    return `${language}: { ${lines.join(', ')} }`;
});
writeFileSync(join(gen, 'catalog.js'), `export default { ${readers.join(', ')} };\n`);
writeFileSync(
    join(gen, 'catalog.d.ts'),
    `type Read = () => Promise<{ default: object }>;
declare const catalog: Record<string, Record<string, Read>>;
export default catalog;
`,
);

/** `generated/catalog` is how to read each part of the texts, `catalog:de/calendar` is one of them. */
const catalogPlugin = {
    name: 'catalog',
    setup({ onResolve, onLoad }) {
        onResolve({ filter: /^generated\/catalog$/ }, () => ({ path: resolve(gen, 'catalog.js') }));
        onResolve({ filter: /^catalog:/ }, ({ path }) => ({ path: path.slice(8), namespace: 'catalog' }));
        onLoad({ filter: /\//, namespace: 'catalog' }, ({ path }) => {
            const [language, part] = path.split('/');
            return { contents: JSON.stringify(parts[language][part]), loader: 'json' };
        });
    },
};

/** All that is read later says that it needs the beginning, which it does: so esbuild, which makes a chunk for each set of
 * parts that need the same, puts all of the beginning into one. */
const later = new Set(
    outside
        .concat(find(VIEWS, '.tsx'))
        .flatMap((file) =>
            [...readFileSync(file, 'utf8').matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path]) =>
                resolve(dirname(file), path),
            ),
        ),
);
const beginningPlugin = {
    name: 'beginning',
    setup({ onLoad }) {
        onLoad({ filter: /\/src\/.*\.tsx?$/ }, ({ path }) => {
            if (!later.has(path)) return undefined;
            return {
                contents: `import ${JSON.stringify(MAIN)};${readFileSync(path, 'utf8')}`,
                loader: path.endsWith('x') ? 'tsx' : 'ts',
            };
        });
    },
};

// ---- scripts ------------------------------------------------------------------------------------------------------
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
const shared = {
    bundle: true,
    minify: true,
    legalComments: 'none',
    target: ['chrome125', 'firefox128', 'safari17.5'],
    logLevel: 'warning',
    metafile: true,
};
const { metafile } = await build({
    ...shared,
    entryPoints: { main: MAIN },
    outdir: join(out, 'assets'),
    format: 'esm',
    splitting: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [catalogPlugin, beginningPlugin],
});

/** A file and all that it needs at once, directly or not, by the imports of OUTPUTS or INPUTS. */
function closure(graph, file, seen = new Set()) {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const { path, kind } of graph[file]?.imports ?? [])
        if (kind === 'import-statement') closure(graph, path, seen);
    return seen;
}
const chunkOf = (pattern) =>
    Object.keys(metafile.outputs).find((file) => pattern.test(metafile.outputs[file].entryPoint ?? ''));
const mainInput = relative('.', MAIN);
const main = Object.keys(metafile.outputs).find((file) => mainInput in metafile.outputs[file].inputs);
// It is named in the page; esbuild's entry only imports it.
rmSync(chunkOf(/\/main\.tsx$/));
const atOnce = closure(metafile.inputs, mainInput);

// ---- style sheets -------------------------------------------------------------------------------------------------
/** One style sheet of several; where it lies. */
async function sheet(name, files, head = '') {
    const contents = head + files.map((file) => `@import ${JSON.stringify(file)};`).join('\n');
    const made = await build({
        ...shared,
        stdin: { contents, resolveDir: SRC, loader: 'css', sourcefile: `${name}.css` },
        outdir: join(out, 'assets'),
        entryNames: `${name}-[hash]`,
    });
    return Object.keys(made.metafile.outputs)[0];
}
const HOUSE = ['reset.css', 'tokens.css', 'base.css', 'print.css'].map((name) => join(SRC, 'style', name));
const common = find(SRC, '.css').filter(
    (file) => !HOUSE.includes(file) && (!file.startsWith(VIEWS) || file.startsWith(join(VIEWS, FIRST, '/'))),
);
// Layers settle who wins, whatever comes later.
const style = await sheet('style', [...HOUSE, ...common], '@layer reset, tokens, base, ui, shell, views, print;\n');

const asset = (file) => `assets/${basename(file)}`;
const folderOf = (file) => /src\/views\/([^/]+)\//.exec(file)?.[1];

/** View -> the folders whose texts and styles it needs: its own, and those that it takes a part from. */
const views = {};
const sheets = {};
for (const { entryPoint } of Object.values(metafile.outputs)) {
    const view = folderOf(entryPoint ?? '');
    if (!view) continue;
    const inputs = [...closure(metafile.inputs, entryPoint)].filter((input) => !atOnce.has(input));
    const folders = inputs.map(folderOf).filter(Boolean);
    views[view] = [...new Set([...(views[view] ?? []), ...folders])]; // a folder may have several that come on their own
    for (const folder of views[view]) {
        const files = find(join(VIEWS, folder), '.css');
        if (files.length) sheets[folder] ??= await sheet(folder, files);
    }
}

// ---- the pages beside them ----------------------------------------------------------------------------------------
const plan = Object.fromEntries(
    Object.entries(views).map(([view, folders]) => [
        view,
        folders.map((folder) => [folder, sheets[folder] ? asset(sheets[folder]) : null]),
    ]),
);
const page = readFileSync(join(SRC, 'index.html'), 'utf8')
    .replace('{style}', asset(style))
    .replace('{main}', asset(main))
    .replace('{views}', JSON.stringify(plan).replaceAll('"', '&quot;'));
writeFileSync(join(out, 'index.html'), page);
cpSync(join(HERE, 'static'), out, { recursive: true });
for (const size of [180, 192, 512]) writeFileSync(join(out, `icon-${size}.png`), icon(size));

const files = find(join(out, 'assets'), '').filter((file) => /\.(js|css)$/.test(file));
const shell = ['./', 'manifest.webmanifest', 'icon.svg', ...files.map(asset)];
const version = createHash('sha256').update(page).update(shell.join()).digest('hex').slice(0, 12);
await build({
    ...shared,
    entryPoints: [join(SRC, 'worker', 'sw.ts')],
    outfile: join(out, 'sw.js'),
    format: 'iife',
    define: { SHELL: JSON.stringify(shell), VERSION: JSON.stringify(version) },
});

// ---- small copies, and what they weigh ----------------------------------------------------------------------------
const sizes = new Map();
const documentation = await buildDocs(out, shared);
for (const file of [...files, ...documentation, join(out, 'index.html'), join(out, 'sw.js')]) {
    const text = readFileSync(file);
    const small = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    sizes.set(basename(file), small.length);
    writeFileSync(`${file}.br`, small);
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
}
const sum = (names) => names.reduce((total, name) => total + sizes.get(basename(name)), 0);
// All that the first view needs to be seen, in the language with the longer words.
const js = sum([...closure(metafile.outputs, main), ...closure(metafile.outputs, chunkOf(/:de\/shell$/))]);
const css = sum([style]);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`${relative('.', target)}: first load ${kB(js)} JS, ${kB(css)} CSS (brotli), ${files.length} assets`);
if (js > BUDGET.js || css > BUDGET.css) {
    console.error(`build.mjs: the first load may have ${kB(BUDGET.js)} JS and ${kB(BUDGET.css)} CSS`);
    process.exit(1);
}
rmSync(target, { recursive: true, force: true });
renameSync(out, target);
