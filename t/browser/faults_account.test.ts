// faults_account.test.ts -- a fault in the middle of every write of keys, settings and sessions: see write_faults.ts.
import { faults } from './write_faults.ts';

faults('of the account', (world, other) => world.accountCases(other));
