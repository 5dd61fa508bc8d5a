/** Programs from the Python package index that the tests run, each in an environment of its own, as Meltano does it. */
export const TOOL_SETS = {
  meltano: ['meltano==4.4.1'],
  'target-jsonl': ['target-jsonl==0.1.4'],
  'target-csv': ['meltanolabs-target-csv==0.5.0'],
  'tap-jsonl': ['tap-jsonl==0.3.1'],
  ministack: ['ministack==1.5.33'],
  moto_server: ['moto[server]==5.2.5'],
} as const;

export type Tool = keyof typeof TOOL_SETS;

/** Makes the environments quickly, whatever the packages. */
export const INSTALLER = 'uv==0.13.8';
