// faults_catalog.test.ts -- a fault in the middle of every write of clients, projects, targets and saved reports: see write_faults.ts.
import { faults } from './write_faults.ts';

faults('of clients, projects, targets and saved reports', (world) => [...world.projectCases(), ...world.targetCases(), ...world.reportCases()]);
