// faults_time.test.ts -- a fault in the middle of every write of time entries and the timer: see write_faults.ts.
import { faults } from './write_faults.ts';

faults('of the timer and entries', (world) => [...world.timerCases(), ...world.entryCases()]);
