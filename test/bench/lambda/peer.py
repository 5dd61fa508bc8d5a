"""What AWS's runtime for Python does around a function, for cratedb-toolkit's handler: see test/lambda/runtime/main.ts."""

import json
import os
import urllib.request

from cratedb_toolkit.io.awslambda.kinesis import handler

API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"


def main():
    while True:
        with urllib.request.urlopen(f"{API}/next") as answer:
            request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
            event = json.load(answer)
        body = json.dumps(handler(event, None)).encode()
        urllib.request.urlopen(f"{API}/{request}/response", data=body).close()


main()
