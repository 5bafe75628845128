import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, withoutStamps } from './api.ts';

suite('users', { concurrency: 4 }, () => {
    test('the account of the caller', async () => {
        const api = await newUser({ timeZone: 'Europe/Berlin' });
        const answer = await api.get('/users/me');
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['etag'], '"1"');
        const { user, ...rest } = answer.json;
        assert.deepEqual(rest, {});
        assert.match(user.email, /^user-\d+-\d+@example\.org$/);
        assert.deepEqual(withoutStamps(user), {
            id: api.userId, username: user.email.split('@')[0], email: user.email, time_zone: 'Europe/Berlin', locale: 'en',
            week_start: 'monday', hour_cycle: 'h23', theme: 'system', rounding_mode: 'none', rounding_minutes: 15, rounding_per: 'entry',
            locked_until: null, timer_max_hours: 12, break_rules: 'none', density: 'comfortable', workday_start: null, workday_end: null,
            version: 1,
        });
    });

    test('settings change, and what the provider says does not', async () => {
        const api = await newUser();
        const before = (await api.read('/users/me')).user;
        const given = {
            time_zone: 'America/New_York', locale: 'de', week_start: 'sunday', hour_cycle: 'h12', theme: 'dark', rounding_mode: 'nearest',
            rounding_minutes: 6, rounding_per: 'day', locked_until: '2024-02-29', timer_max_hours: null, break_rules: 'germany',
            density: 'compact', workday_start: 0, workday_end: 1440,
        };
        const answer = await api.patch('/users/me', given);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers['etag'], '"2"');
        assert.deepEqual(withoutStamps(answer.json.user), { ...withoutStamps(before), ...given, version: 2 });
        assert.deepEqual(await api.read('/users/me'), (await api.put('/users/me', { theme: 'dark' })).json);
        expectFaults(await api.patch('/users/me', { username: 'x', email: 'x@example.org', is_admin: true, id: 1, issuer: 'x' }), {
            username: 'unknown_field', email: 'unknown_field', is_admin: 'unknown_field', id: 'unknown_field', issuer: 'unknown_field',
        });
    });

    test('what the settings take', async () => {
        const api = await newUser();
        expectFaults(await api.patch('/users/me', { locale: 'fr', week_start: 'Monday', hour_cycle: 24, theme: '', time_zone: null }), {
            locale: 'not_allowed', week_start: 'not_allowed', hour_cycle: 'wrong_type', theme: 'not_allowed', time_zone: 'null',
        });
        expectFaults(await api.patch('/users/me', { rounding_mode: 'ceil', rounding_minutes: 0, rounding_per: 'week', locked_until: '2024-02-30', timer_max_hours: 0, break_rules: 'france' }), {
            rounding_mode: 'not_allowed', rounding_minutes: 'out_of_range', rounding_per: 'not_allowed', locked_until: 'malformed',
            timer_max_hours: 'out_of_range', break_rules: 'not_allowed',
        });
        expectFaults(await api.patch('/users/me', { rounding_minutes: 61, timer_max_hours: 169, break_rules: null }), {
            rounding_minutes: 'out_of_range', timer_max_hours: 'out_of_range', break_rules: 'null',
        });
        expectFaults(await api.patch('/users/me', { density: 'dense', workday_start: -1, workday_end: 1441 }), {
            density: 'not_allowed', workday_start: 'out_of_range', workday_end: 'out_of_range',
        });
        expectProblem(await api.patch('/users/me', { workday_start: 540 }), 422, 'required', 'workday_end');
        expectProblem(await api.patch('/users/me', { workday_end: 1020 }), 422, 'required', 'workday_start');
        expectProblem(await api.patch('/users/me', { workday_start: 540, workday_end: 540 }), 422, 'not_after_start', 'workday_end');
        assert.equal((await api.patch('/users/me', { workday_start: 540, workday_end: 541 })).status, 200);
        expectProblem(await api.patch('/users/me', { workday_start: null }), 422, 'required', 'workday_start');
        assert.equal((await api.patch('/users/me', { workday_start: null, workday_end: null })).status, 200);
        for (const [low, high] of [[1, 168], [60, 1]])
            assert.equal((await api.patch('/users/me', { rounding_minutes: low, timer_max_hours: high })).status, 200);
        await api.patch('/users/me', { rounding_minutes: 15, timer_max_hours: 12 });
        const { version } = (await api.read('/users/me')).user;
        for (const time_zone of ['Mars/Olympus', 'europe/berlin', 'EST5EDT4', 'posix/Europe/Berlin', '+02'])
            expectProblem(await api.patch('/users/me', { time_zone }), 422, 'unknown_time_zone', 'time_zone');
        expectFaults(await api.patch('/users/me', { time_zone: "Europe/Berlin'; --" }), { time_zone: 'malformed' });
        assert.equal((await api.read('/users/me')).user.version, version);
    });

    test('the zone of the account is that of every answer', async () => {
        const api = await newUser({ timeZone: 'Asia/Kathmandu' });
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-15T00:00:00Z', '2024-01-15T01:00:00Z');
        assert.equal(entry.start_time, '2024-01-15T05:45:00+05:45');
        await api.patch('/users/me', { time_zone: 'America/St_Johns' });
        assert.equal((await api.read(`/time-entries/${entry.id}`)).time_entry.start_time, '2024-01-14T20:30:00-03:30');
        assert.equal((await api.read('/time-entries')).time_entries[0].end_time, '2024-01-14T21:30:00-03:30');
    });

    test('there are no other users to be seen', async () => {
        const [api, other] = [await newUser(), await newUser()];
        for (const path of ['/users', `/users/${other.userId}`, `/users/${api.userId}`, '/users/me/x'])
            expectProblem(await api.get(path), 404, 'unknown_route');
        const answer = await api.del('/users/me');
        expectProblem(answer, 405, 'method_not_allowed');
    });
});
