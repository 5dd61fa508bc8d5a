import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that mostly wait for another program's pauses: others use the processors meanwhile. */
const WAITING = [
  'test/emulators/fleet.test.ts',
  'test/docs/commands.test.ts',
  'test/target/connection.test.ts',
];

/** Starts the files first that wait the longest. */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWaiting = ({ moduleId }: TestSpecification) => WAITING.some((path) => moduleId.endsWith(path));
    const sorted = await super.sort(files);
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))];
  }
}
