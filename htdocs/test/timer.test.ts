import './stand_in.ts';
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { tagText, takeTags } from '../src/store/timer.ts';

// The clock of now.ts would keep the test alive.
after(() => setTimeout(() => process.exit(), 50).unref());

describe('labels in a description', () => {
    test('leave it when the time is booked', () => {
        assert.deepEqual(takeTags('Review #focus the menu #ui'), {
            description: 'Review the menu',
            tags: ['focus', 'ui'],
        });
        assert.deepEqual(takeTags('C# and a#b # x'), { description: 'C# and a#b # x', tags: [] });
    });

    test('may be of several words, in quotes', () => {
        assert.deepEqual(takeTags('Tagged #"deep work" now'), { description: 'Tagged now', tags: ['deep work'] });
        assert.deepEqual(takeTags('Tagged #"deep work'), { description: 'Tagged', tags: ['deep work'] });
        assert.deepEqual(takeTags('#"" #" "'), { description: '#""', tags: [] });
    });

    test('are read as they were written, whatever they are', () => {
        for (const tag of ['focus', 'deep work', 'c#', '@home', '5"', '"', '\\', 'a \\" b', 'Größe', '#'])
            assert.deepEqual(takeTags(`Text ${tagText(tag)} more`), { description: 'Text more', tags: [tag] });
    });
});
