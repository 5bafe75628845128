// keys.ts COUNT FILE -- writes new API keys of the users 1 .. COUNT to FILE, one per line, and prints for seed.sql what the database
// stores of them: "n<tab>prefix<tab>hash".  See src/auth/apikey.h for their form.
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function apiKey(): string {
    const body = 'tt_' + Array.from(randomBytes(34), byte => digits[byte % 62]).join('');
    let checksum = '';
    for (let i = 0, rest = crc32(body); i < 6; i++, rest = Math.floor(rest / 62))
        checksum = (digits[rest % 62] ?? '') + checksum;
    return body + checksum;
}

const [count, file] = process.argv.slice(2);
if (!count || !file)
    throw new Error('usage: keys.ts COUNT FILE');
const keys = Array.from({ length: Number(count) }, apiKey);
writeFileSync(file, keys.join('\n') + '\n', { mode: 0o600 });
process.stdout.write(keys.map((key, i) =>
    `${i + 1}\t${key.slice(0, 11)}\t${createHash('sha256').update(key).digest('hex')}\n`).join(''));
