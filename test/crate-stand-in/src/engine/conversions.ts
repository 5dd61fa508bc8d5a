/** Texts of numbers as Java writes them: digits with a point, or `1.5E20` when large or small. */
const JAVA_NUMBER = `
  CREATE FUNCTION stand_in.java_number(written text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
  DECLARE
    digits text;
    whole text;
    size numeric;
    exponent int;
  BEGIN
    IF written IN ('NaN', 'Infinity', '-Infinity') THEN RETURN written; END IF;
    size := abs(written::numeric);
    IF size = 0 THEN RETURN CASE WHEN left(written, 1) = '-' THEN '-0.0' ELSE '0.0' END; END IF;
    whole := written::numeric::text;
    IF size >= 0.001 AND size < 10000000 THEN
      RETURN CASE WHEN position('.' IN whole) > 0 THEN whole ELSE whole || '.0' END;
    END IF;
    digits := trim(BOTH '0' FROM replace(size::text, '.', ''));
    exponent := CASE WHEN size >= 1 THEN length(split_part(size::text, '.', 1)) - 1
      ELSE length(ltrim(split_part(size::text, '.', 2), '0')) - length(split_part(size::text, '.', 2)) - 1 END;
    RETURN CASE WHEN left(written, 1) = '-' THEN '-' ELSE '' END
      || left(digits, 1) || '.' || coalesce(nullif(substr(digits, 2), ''), '0') || 'E' || exponent;
  END $$;
`;

/**
 * A double in as few digits as distinguish it from others, as CrateDB and JavaScript write it. PostgreSQL takes more
 * where the shortest text stands exactly between two doubles, which happens to large ones only.
 */
const SHORTEST = `
  CREATE FUNCTION stand_in.shortest(x double precision) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
  DECLARE
    written text := x::text;
    rounded text;
  BEGIN
    IF written !~ '\\d{15}.*e[+]' THEN RETURN written; END IF;
    FOREACH rounded IN ARRAY ARRAY[
      to_char(written::numeric, '9.99999999999999EEEE'), to_char(written::numeric, '9.999999999999999EEEE')
    ] LOOP
      IF rounded::float8 = x THEN RETURN rounded; END IF;
    END LOOP;
    RETURN written;
  END $$;
  CREATE FUNCTION stand_in.as_json(x double precision) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT
    RETURN CASE WHEN stand_in.shortest(x) = x::text THEN to_jsonb(x) ELSE to_jsonb(stand_in.shortest(x)::numeric) END;
`;

/** JSON without blanks, as CrateDB casts an object to text. */
const COMPACT_JSON = `
  CREATE FUNCTION stand_in.as_text(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
  BEGIN
    RETURN CASE jsonb_typeof(value)
      WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(m.key)::text || ':' || stand_in.as_text(m.value), ','), '') || '}'
        FROM jsonb_each(value) AS m)
      WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(stand_in.as_text(e.value), ',' ORDER BY e.ordinality), '') || ']'
        FROM jsonb_array_elements(value) WITH ORDINALITY AS e)
      ELSE value::text END;
  END $$;
`;

function conversion(name: string, from: string, to: string, body: string): string {
  return `CREATE FUNCTION stand_in.${name}(x ${from}) RETURNS ${to} LANGUAGE sql IMMUTABLE STRICT RETURN ${body};`;
}

const MILLISECONDS = 'floor(extract(epoch FROM x) * 1000)::bigint';

/** The conversions that casts are mapped to: as_text, as_bigint, as_timestamp, one per type they come from. */
export const CONVERSIONS = [
  JAVA_NUMBER,
  SHORTEST,
  COMPACT_JSON,
  conversion('from_millis', 'bigint', 'timestamptz', `to_timestamp(0) + x * interval '1 millisecond'`),
  conversion('as_text', 'text', 'text', 'x'),
  conversion('as_text', 'boolean', 'text', `CASE WHEN x THEN 't' ELSE 'f' END`),
  ...['smallint', 'integer', 'bigint', 'numeric'].map((type) =>
    conversion('as_text', type, 'text', 'x::text'),
  ),
  conversion('as_text', 'real', 'text', 'stand_in.java_number(x::text)'),
  conversion('as_text', 'double precision', 'text', 'stand_in.java_number(stand_in.shortest(x))'),
  conversion('as_text', 'timestamptz', 'text', `(${MILLISECONDS})::text`),
  ...['smallint', 'integer', 'bigint', 'text'].map((type) =>
    conversion('as_bigint', type, 'bigint', 'x::bigint'),
  ),
  ...['numeric', 'double precision'].map((type) =>
    conversion('as_bigint', type, 'bigint', 'trunc(x)::bigint'),
  ),
  conversion('as_bigint', 'timestamptz', 'bigint', MILLISECONDS),
  conversion('as_timestamp', 'bigint', 'timestamptz', 'stand_in.from_millis(x)'),
  conversion('as_timestamp', 'timestamptz', 'timestamptz', 'x'),
  `CREATE FUNCTION stand_in.as_timestamp(x text) RETURNS timestamptz LANGUAGE sql STABLE STRICT
    RETURN CASE WHEN x ~ '^-?[0-9]+$' THEN stand_in.from_millis(x::bigint)
      ELSE date_trunc('milliseconds', x::timestamptz) END;`,
].join('\n');
