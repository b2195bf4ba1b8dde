"""Hooks of schemathesis for scripts/fuzz-api: live handles in requests, SQL that runs, and checks that it lacks.

Run as a program it reads the report that the hooks wrote, prints it, and fails where too little was tried.
"""
import atexit
import collections
import json
import os
import random
import sys
import threading

STATEMENTS = [
    "select 1 as a, cast(1.10 as decimal(5,2)) as d, null as n",
    "select i, i / 3.0, 'row ' || i, i % 2 = 0 from range(250) t(i)",
    "select 'x'::blob, date '2024-02-29', timestamp '2024-02-29 01:02:03.5', interval 1 month, [1, null], {'a': 'b'}, 'NaN'::double",
    "select map {'k': 1}, uuid(), 1::hugeint, 0.1::float, true, 'infinity'::date, time '01:02:03', '0101'::bit",
    "create table if not exists t (id integer primary key, name varchar); insert or replace into t values (1, 'x')",
    "create table if not exists u (t_id integer references t (id))",
    "select * from nowhere",
    "selec 1",
    "",
    "-- nothing",
    "use main; select current_schema()",
    "select sum(a.i + b.i) from range(5000) a(i), range(5000) b(i)",
    "begin; select 1; commit",
]
# Ends by its time only.
LONG = "select sum(a.i + b.i + c.i) from range(100000) a(i), range(100000) b(i), range(100000) c(i)"
# What becomes of a body before it is sent, now and then.
MANGLED = [
    lambda body: body[:-1],
    lambda body: body + b"}",
    lambda body: b"\xef\xbb\xbf" + body,
    lambda body: body.replace(b'"', b"'"),
    lambda body: body.replace(b"{", b'{"x":1e999,"statement":"\\ud800",', 1),
    lambda body: body.replace(b"{", b'{"configs":{"a":null,"b":1,"c":[]},"action":1,', 1),
    lambda body: body[:8] + b"\xff\xfe" + body[8:],
    lambda body: b"[" * 5000,
    lambda body: b'{"x":' * 200 + b"1" + b"}" * 200,
    lambda body: b"",
    lambda body: b"null",
    lambda body: b" " * 100_000 + body,
]
LEAST_REQUESTS = 5000
# Of the requests that name a handle, so many shall reach what it names.
LEAST_LIVE = 0.5


class Handles:
    """Handles that are alive, as far as the answers have told."""

    def __init__(self, seed):
        self.lock = threading.Lock()
        self.random = random.Random(seed)
        self.sessions = []
        # Of statements, and of questions to the catalog.
        self.statements = []
        self.questions = []

    def add(self, handles, handle):
        with self.lock:
            handles.append(handle)
            return handles.pop(0) if len(handles) > 40 else None

    def remove(self, handle):
        with self.lock:
            for handles in (self.sessions, self.statements, self.questions):
                if handle in handles:
                    handles.remove(handle)

    def pick(self, handles):
        with self.lock:
            return self.random.choice(handles) if handles else None

    def operation(self):
        return self.pick(self.statements if self.chance(0.8) else self.questions)

    def chance(self, share):
        with self.lock:
            return self.random.random() < share

    def statement(self):
        with self.lock:
            return self.random.choice(STATEMENTS)

    def mangled(self, body):
        with self.lock:
            return self.random.choice(MANGLED)(body)


def install():
    import requests
    import schemathesis

    handles = Handles(int(os.environ.get("TORII_FUZZ_SEED", "0")))
    answers = collections.Counter()

    def post(base, path, body):
        return requests.post(base + path, json=body, timeout=30).json().get("identifier")

    def ensure(base):
        """A few sessions and operations, whatever the requests have closed."""
        while len(handles.sessions) < 4:
            protocol = 10 if handles.chance(0.5) else 0
            handles.add(handles.sessions, post(base, "/v1/sessions", {"protocolVersion": protocol}))
        while len(handles.statements) < 8 or handles.chance(0.1):
            if handles.chance(0.2):
                # In a session of its own, where nobody waits for it.
                session = post(base, "/v1/sessions", {})
                body = {"statement": LONG, "runAsync": True, "queryTimeout": 3}
            else:
                session = handles.pick(handles.sessions)
                body = {"statement": handles.statement(), "runAsync": True}
            operation = post(base, f"/v1/sessions/{session}/operations/statement", body)
            if not operation:
                handles.remove(session)
                break
            handles.add(handles.statements, operation)

    @schemathesis.hook
    def before_load_schema(context, raw_schema):
        # Closed, so that a member that the document does not tell of is found.
        for name, schema in raw_schema["components"]["schemas"].items():
            if "properties" in schema and not name.endswith("Request"):
                schema["additionalProperties"] = False

    @schemathesis.hook
    def before_call(context, case, kwargs):
        ensure(case.operation.base_url)
        parameters = case.path_parameters
        if parameters and handles.chance(0.9):
            if "sessionHandle" in parameters:
                parameters["sessionHandle"] = handles.pick(handles.sessions) or parameters["sessionHandle"]
            if "operationHandle" in parameters:
                parameters["operationHandle"] = handles.operation() or parameters["operationHandle"]
            if "infoType" in parameters and handles.chance(0.5):
                parameters["infoType"] = 18
        if isinstance(case.body, dict) and "statement" in case.body and handles.chance(0.8):
            case.body["statement"] = handles.statement()
            if handles.chance(0.3):
                case.body["queryTimeout"] = 1
            if handles.chance(0.5):
                case.body.pop("confOverlay", None)
        if isinstance(case.body, dict) and "range(100000)" in str(case.body.get("statement")):
            # Learnt from an answer: as long as it likes without a bound.
            case.body["queryTimeout"] = 1
        if isinstance(case.body, dict) and case.media_type == "application/json" and handles.chance(0.1):
            kwargs["data"] = handles.mangled(json.dumps(case.body).encode())

    @schemathesis.hook
    def after_call(context, case, response):
        path, status = case.operation.path, response.status_code
        hasHandle = "{" in path
        answers[(f"{case.method} {path}", status)] += 1
        handle = (case.path_parameters or {}).get("sessionHandle") or (case.path_parameters or {}).get("operationHandle")
        if status == 200 and case.method == "POST":
            identifier = json.loads(response.content)["identifier"]
            if path == "/v1/sessions":
                oldest = handles.add(handles.sessions, identifier)
                if oldest:
                    requests.delete(f"{case.operation.base_url}/v1/sessions/{oldest}", timeout=30)
            else:
                handles.add(handles.statements if path.endswith("/statement") else handles.questions, identifier)
        elif status == 200 and case.method == "DELETE" or status == 404 and hasHandle and "Invalid" in response.text:
            handles.remove(handle)

    @schemathesis.check
    def no_defect(ctx, response, case):
        assert response.status_code != 500, f"a defect: {response.text}"

    @schemathesis.check
    def names_its_request(ctx, response, case):
        assert response.headers.get("X-Request-Id") or response.headers.get("x-request-id"), "no X-Request-Id"

    @atexit.register
    def report():
        path = os.environ.get("TORII_FUZZ_REPORT")
        if path:
            with open(path, "w") as file:
                json.dump([[call, status, count] for (call, status), count in sorted(answers.items())], file)


def summarize(path):
    calls = collections.defaultdict(dict)
    for call, status, count in json.load(open(path)):
        calls[call][status] = count
    total = live = handled = 0
    others = collections.Counter()
    for call, statuses in sorted(calls.items(), key=lambda item: item[0].split(" ")[::-1]):
        count = sum(statuses.values())
        total += count
        if set(statuses) <= {405} or call.startswith("OPTIONS "):
            others.update(statuses)
            continue
        if "Handle}" in call:
            handled += count
            live += count - statuses.get(404, 0)
        print(f"{call:75} {'  '.join(f'{status}: {number}' for status, number in sorted(statuses.items()))}")
    print(f"{'other methods':75} {'  '.join(f'{status}: {number}' for status, number in sorted(others.items()))}")
    share = live / max(handled, 1)
    print(f"{total} requests; of {handled} with a handle, {share:.0%} reached what it names")
    if total < LEAST_REQUESTS:
        sys.exit(f"too few requests: {LEAST_REQUESTS} are wanted")
    if share < LEAST_LIVE:
        sys.exit(f"too few requests reach a live handle: {LEAST_LIVE:.0%} are wanted")


if __name__ == "__main__":
    summarize(sys.argv[1])
else:
    install()
