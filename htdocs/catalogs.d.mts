import type { Text } from './src/i18n/i18n.ts';

export const LANGUAGES: readonly string[];
export function catalogs(src: string): Record<string, Record<string, Text>>;
