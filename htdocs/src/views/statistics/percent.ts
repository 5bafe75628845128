// percent.ts -- a share as people read it.
import { formatNumber } from '../../time/format.ts';

export const percent = (share: number): string =>
    formatNumber(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 });
