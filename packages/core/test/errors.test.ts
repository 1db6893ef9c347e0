import { expect, it } from 'vitest';
import { XaiError } from '../src/index.js';

it('messages are one line, with control characters escaped', () => {
  expect(new XaiError('usage', "It is 'a\nb\u001b[2J\u009b'.").message).toBe("It is 'a\\x0ab\\x1b[2J\\x9b'.");
});

it('messages are bounded, and keep their beginning and end', () => {
  const { message } = new XaiError('usage', `Found '${'w'.repeat(70_000)}'; give another.`);
  expect(message).toMatch(/^Found 'www.* \.\.\. .*ww'; give another\.$/);
  expect(message.length).toBeLessThan(2100);
});
