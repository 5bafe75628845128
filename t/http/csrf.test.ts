// What a browser sends with its cookie is done only if a page of ours sent it.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newKey, send, unique, type Answer, type Headers } from './api.ts';
import { baseUrl } from './server.ts';
import { newSession, type Session } from './sign_in.ts';

const ORIGIN = new URL(baseUrl).origin;

suite('CSRF', { concurrency: 4 }, () => {
    let session: Session;

    before(async () => {
        session = await newSession();
    });

    /** A POST with the session's cookie and just these headers. */
    const post = (headers: Headers, method = 'POST', path = '/clients'): Promise<Answer> =>
        send(method, `/api/v1${path}`, { headers: { Cookie: session.browser.cookieHeader('/'), ...headers }, ...(method === 'DELETE' ? {} : { body: { name: unique() } }) });

    test('Sec-Fetch-Site decides where it is there', async () => {
        assert.equal((await post({ 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' })).status, 201);
        assert.equal((await post({ 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1', Origin: 'null' })).status, 201);
        for (const site of ['same-site', 'cross-site', 'none', '', 'SAME-ORIGIN', 'same-origin, cross-site'])
            for (const origin of [ORIGIN, 'https://evil.example'])
                expectProblem(await post({ 'Sec-Fetch-Site': site, 'X-TT-Request': '1', Origin: origin }), 403, 'csrf');
    });

    test('Origin where it is not', async () => {
        assert.equal((await post({ Origin: ORIGIN, 'X-TT-Request': '1' })).status, 201);
        for (const origin of ['null', '', 'https://evil.example', `${ORIGIN}.evil.example`, `${ORIGIN}/`, `${ORIGIN}1`, ORIGIN.replace('http:', 'https:'), ORIGIN.replace(/:\d+$/, '')])
            expectProblem(await post({ Origin: origin, 'X-TT-Request': '1' }), 403, 'csrf');
    });

    test('without both it is refused', async () => {
        expectProblem(await post({ 'X-TT-Request': '1' }), 403, 'csrf');
        expectProblem(await post({ 'X-TT-Request': '1', Referer: `${baseUrl}/` }), 403, 'csrf');
    });

    test('the marker that no form can send', async () => {
        for (const marker of [{}, { 'X-TT-Request': '0' }, { 'X-TT-Request': '' }] as Headers[])
            expectProblem(await post({ 'Sec-Fetch-Site': 'same-origin', ...marker }), 403, 'csrf');
    });

    test('every method that changes something', async () => {
        const { id } = await session.client();
        for (const method of ['PUT', 'PATCH', 'DELETE'])
            expectProblem(await post({ 'Sec-Fetch-Site': 'cross-site', 'X-TT-Request': '1' }, method, `/clients/${id}`), 403, 'csrf');
        assert.equal((await session.get(`/clients/${id}`)).status, 200);
        assert.equal((await post({ 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' }, 'DELETE', `/clients/${id}`)).status, 204);
    });

    test('what a form can send as a body is no JSON', async () => {
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
            expectProblem(await post({ 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1', 'Content-Type': type }), 415, 'unsupported_media_type');
    });

    test('reading needs none of it, and changes nothing', async () => {
        for (const headers of [{}, { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }] as Headers[])
            assert.equal((await post(headers, 'GET', '/users/me')).status, 200);
    });

    test('no preflight is ever granted', async () => {
        const answer = await send('OPTIONS', '/api/v1/clients', { headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-tt-request' } });
        assert.equal(Object.keys(answer.headers).some((name) => name.startsWith('access-control')), false);
        assert.ok(answer.status >= 400);
    });

    test('a key decides where there is one; the cookie is not looked at', async () => {
        const key = await newKey(session.userId);
        assert.equal((await post({ Authorization: `Bearer ${key}` })).status, 201);
        expectProblem(await post({ Authorization: 'Bearer nonsense', 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' }), 401, 'invalid_credentials');
        expectProblem(await post({ 'X-API-Key': 'nonsense', 'Sec-Fetch-Site': 'same-origin', 'X-TT-Request': '1' }), 401, 'invalid_credentials');
    });
});
