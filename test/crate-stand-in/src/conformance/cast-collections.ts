import { type CastCases, DROPPED } from './cast-script.ts';

/** JSON values that came for columns of arrays and objects, and what CrateDB 6.4.3 made of them. */
export const collectionCasts: CastCases = [
  [
    'ARRAY(TEXT)',
    [
      ['["a","b"]', '["a","b"]'],
      ['[1,null]', '["1",null]'],
      ['"a"', DROPPED],
      ['[["a"]]', DROPPED],
      ['[]', '[]'],
      ['{"a":1}', DROPPED],
      ['"{a,b}"', '["a","b"]'],
    ],
  ],
  [
    'ARRAY(BIGINT)',
    [
      ['[1,"2"]', '["1","2"]'],
      ['["x"]', DROPPED],
      ['[1.5]', '["1"]'],
      ['1', DROPPED],
    ],
  ],
  [
    'ARRAY(ARRAY(BIGINT))',
    [
      ['[[1,2],[3]]', '[[1,2],[3]]'],
      ['[["x"]]', DROPPED],
      ['[1]', DROPPED],
      ['[[]]', '[[]]'],
      ['[null]', '[null]'],
    ],
  ],
  [
    'OBJECT(DYNAMIC) AS ("x" BIGINT, "t" TEXT, "ts" TIMESTAMP WITH TIME ZONE, "a" ARRAY(BIGINT), "nu" NUMERIC(10, 1), "y" OBJECT(DYNAMIC) AS ("z" DOUBLE PRECISION))',
    [
      ['{"x":"2"}', '{"x":2}'],
      ['{"x":"y"}', DROPPED],
      ['{"t":1.0}', '{"t":"1.0"}'],
      ['{"t":true}', '{"t":"t"}'],
      ['{"ts":"2024-01-02T03:04:05.678Z"}', '{"ts":1704164645678}'],
      ['{"a":[1,"2"]}', '{"a":[1,2]}'],
      ['{"a":5}', DROPPED],
      ['{"y":{"z":"1.5"}}', '{"y":{"z":1.5}}'],
      ['{"y":5}', DROPPED],
      ['{"nu":"1.25"}', '{"nu":1.3}'],
      ['{}', '{}'],
      ['null', 'null'],
      ['[{}]', DROPPED],
      ['"x"', DROPPED],
      ['{"x":null}', '{"x":null}'],
      ['{"x":9223372036854775808}', DROPPED],
    ],
  ],
  [
    'ARRAY(OBJECT(DYNAMIC) AS ("q" BIGINT))',
    [
      ['[{"q":"2"}]', '[{"q":2}]'],
      ['[{"q":"x"}]', DROPPED],
      ['{"q":1}', DROPPED],
      ['[]', '[]'],
      ['[null]', '[null]'],
    ],
  ],
  [
    'OBJECT(IGNORED)',
    [
      ['{"a":[1,"x"]}', '{"a":[1,"x"]}'],
      ['{"a":9223372036854775808}', DROPPED],
      ['{"a":9223372036854775807}', '{"a":9223372036854776000}'],
      ['{"a":1e400}', '{"a":"Infinity"}'],
      ['{"a.b":1}', '{"a.b":1}'],
      ['[1]', DROPPED],
    ],
  ],
  [
    'OBJECT(STRICT) AS ("a" INTEGER)',
    [
      ['{"a":"1"}', '{"a":1}'],
      ['{"b":1}', DROPPED],
    ],
  ],
];
