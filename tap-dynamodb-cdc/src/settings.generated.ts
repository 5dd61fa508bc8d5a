// Written by `npm run generate` from schemas/. Change the schema, not this file.
import type { SettingsSchema } from '@cdc-relay/singer';

export interface TapSettings {
/**
 * Where to read from, as one URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`; a host other than `aws` is an endpoint such as LocalStack. Its parts win over the settings below.
 */
source_url?: string
/**
 * Name or ARN of the Kinesis stream that carries the change records.
 */
stream?: string
/**
 * AWS region of the Kinesis stream; without it, what the AWS default chain says.
 */
region?: string
/**
 * Endpoint of a Kinesis that is not AWS's, for example `http://localhost:4566` for LocalStack.
 */
endpoint_url?: string
/**
 * Access key; without it, the AWS default credential chain.
 */
aws_access_key_id?: string
/**
 * Secret of the access key.
 */
aws_secret_access_key?: string
/**
 * Session token of temporary credentials.
 */
aws_session_token?: string
/**
 * Where to begin in shards that have no bookmark in the state: at the oldest record that Kinesis still has, or at what comes next.
 */
start: ("earliest" | "latest")
/**
 * Keep reading for ever; otherwise the tap ends once every shard has reached the tip that it had at the start.
 */
follow: boolean
/**
 * How often STATE is printed while records are read; it is also printed at the end.
 */
state_interval_seconds: number
}

/** The settings as JSON Schema: their check, their defaults and `--about`. */
export const settingsSchema: SettingsSchema = { type: 'object', additionalProperties: false, properties: {
  "source_url": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Where to read from, as one URL: `kinesis+dynamodb+cdc://KEY:SECRET@aws/STREAM?region=REGION`; a host other than `aws` is an endpoint such as LocalStack. Its parts win over the settings below."
  },
  "stream": {
    "type": "string",
    "description": "Name or ARN of the Kinesis stream that carries the change records."
  },
  "region": {
    "type": "string",
    "description": "AWS region of the Kinesis stream; without it, what the AWS default chain says."
  },
  "endpoint_url": {
    "type": "string",
    "description": "Endpoint of a Kinesis that is not AWS's, for example `http://localhost:4566` for LocalStack."
  },
  "aws_access_key_id": {
    "type": "string",
    "description": "Access key; without it, the AWS default credential chain."
  },
  "aws_secret_access_key": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Secret of the access key."
  },
  "aws_session_token": {
    "type": "string",
    "secret": true,
    "writeOnly": true,
    "description": "Session token of temporary credentials."
  },
  "start": {
    "type": "string",
    "enum": [
      "earliest",
      "latest"
    ],
    "default": "earliest",
    "description": "Where to begin in shards that have no bookmark in the state: at the oldest record that Kinesis still has, or at what comes next."
  },
  "follow": {
    "type": "boolean",
    "default": false,
    "description": "Keep reading for ever; otherwise the tap ends once every shard has reached the tip that it had at the start."
  },
  "state_interval_seconds": {
    "type": "number",
    "default": 5,
    "description": "How often STATE is printed while records are read; it is also printed at the end."
  }
} };
