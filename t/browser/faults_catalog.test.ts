// faults_catalog.test.ts -- a fault in the middle of every write of clients, projects and targets: see write_faults.ts.
import { faults } from './write_faults.ts';

faults('of clients, projects and targets', (world) => [...world.projectCases(), ...world.targetCases()]);
